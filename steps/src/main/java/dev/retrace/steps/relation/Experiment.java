package dev.retrace.steps.relation;

import ai.djl.ndarray.NDManager;
import dev.retrace.steps.dataset.Fact;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/** Makes the operators of a trial and measures them at every place of h. */
final class Experiment {

    private final LanguageModel model;
    private final Tokenizer tokenizer;
    private final InContextPrompt.Writer writer;
    private final Grid grid;
    private final int context;

    /**
     * @param context how many of the other examples stand before one that W is averaged over
     */
    Experiment(LanguageModel model, Tokenizer tokenizer, InContextPrompt.Writer writer, Grid grid, int context) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.writer = writer;
        this.grid = grid;
        this.context = context;
    }

    /**
     * Measures a trial.
     *
     * @param owner of tensors that are needed for a while
     * @param onPrompt called when one of the examples is done; may throw to end the work
     */
    void measure(Trial trial, NDManager owner, RelationTables tables, Runnable onPrompt) {
        List<LinearOperator> operators = new Jacobians(model, grid.sites(), onPrompt).mean(prompts(trial.examples()));
        List<LowRankInverse> inverses = operators.stream()
                .map(operator -> LowRankInverse.of(operator, grid.greatestRank(), owner))
                .toList();
        int[][][] edited = new Causality(model, owner, grid.ranks()).predictions(grid.sites(), inverses, trial.edits());
        Faithfulness faithfulness = new Faithfulness(model, grid.betas());
        List<Fact> own = trial.tests().stream().map(PromptStates::fact).toList();
        List<Fact> targets =
                trial.edits().stream().map(edit -> edit.target().fact()).toList();
        for (int site = 0; site < operators.size(); site++) {
            RelationTables.Place place =
                    new RelationTables.Place(trial, Layers.label(grid.sites().get(site)));
            int[][] estimated = faithfulness.predictions(operators.get(site), site, trial.tests());
            tables.operator(place, operators.get(site), inverses.get(site));
            tables.faithfulness(
                    place, grid.betas(), right(estimated, own, grid.betas().size()));
            tables.causality(
                    place,
                    grid.ranks(),
                    right(edited[site], targets, grid.ranks().size()));
        }
    }

    /** Each example behind some of the others. */
    private List<InContextPrompt> prompts(List<Fact> examples) {
        List<InContextPrompt> prompts = new ArrayList<>();
        for (Fact example : examples) {
            List<Fact> others = examples.stream()
                    .filter(other -> !other.equals(example))
                    .limit(context)
                    .toList();
            prompts.add(writer.of(others, example));
        }
        return prompts;
    }

    /** How many tokens of each column begin what was wanted. */
    private int[] right(int[][] tokens, List<Fact> wanted, int columns) {
        int[] right = new int[columns];
        for (int test = 0; test < tokens.length; test++) {
            for (int i = 0; i < columns; i++) {
                right[i] += wanted.get(test).isBegunBy(tokenizer.text(tokens[test][i])) ? 1 : 0;
            }
        }
        return right;
    }
}
