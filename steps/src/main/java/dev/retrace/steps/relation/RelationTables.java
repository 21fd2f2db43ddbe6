package dev.retrace.steps.relation;

import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.table.Table;
import dev.retrace.steps.dataset.Fact;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tables of an experiment: counts of what was right, and what they rest on. */
final class RelationTables {

    /** Names of columns that the summary reads as well. */
    static final String RELATION = "relation";

    static final String TRIAL = "trial";
    static final String LAYER = "layer";
    static final String BETA = "beta";
    static final String RANK = "rank";
    static final String FAITHFULNESS = "faithfulness";
    static final String CAUSALITY = "causality";
    static final String BASELINE = "random_baseline";

    /** How many the model has. */
    static final String LAYERS = "layers";

    private static final String EXAMPLE = "example";
    private static final String TEST = "test";

    private final Table.Builder faithfulness =
            Table.of(RELATION, TRIAL, LAYER, BETA, "right", "tested", FAITHFULNESS, "se", LAYERS);
    private final Table.Builder causality =
            Table.of(RELATION, TRIAL, LAYER, RANK, "right", "tested", CAUSALITY, "se", LAYERS);
    private final Table.Builder operators =
            Table.of(RELATION, TRIAL, LAYER, "w_norm", "b_norm", "greatest_singular_value", "w_rank");
    private final Table.Builder trials =
            Table.of(RELATION, TRIAL, "facts", "asked", "tested", "objects", "edited", "left_out");
    private final Table.Builder samples =
            Table.of(RELATION, TRIAL, "role", "fact", "subject", "object", "prediction", "target", "target_object");
    private final Table.Builder baselines = Table.of(RELATION, "facts", "objects", "first_tokens", BASELINE);
    private final int layers;

    /** @param layers of the model */
    RelationTables(int layers) {
        this.layers = layers;
    }

    /** A layer of a trial. */
    record Place(Trial of, String layer) {

        String relation() {
            return of.relation();
        }

        int trial() {
            return of.number();
        }
    }

    /** That of a relation, whatever its trials. */
    void baseline(String relation, RandomBaseline baseline) {
        baselines.row(relation, baseline.facts(), baseline.objects(), baseline.firstTokens(), baseline.value());
    }

    /** A trial and its samples. */
    void trial(Trial trial, Tokenizer tokenizer) {
        trials.row(
                trial.relation(),
                trial.number(),
                trial.facts(),
                trial.asked(),
                trial.tests().size(),
                trial.objects(),
                trial.edits().size(),
                trial.leftOut());
        for (Fact fact : trial.examples()) {
            sample(trial, EXAMPLE, fact, "", "", "");
        }
        Map<Fact, Fact> targets = new HashMap<>();
        trial.edits()
                .forEach(edit -> targets.put(edit.test().fact(), edit.target().fact()));
        for (PromptStates test : trial.tests()) {
            Fact target = targets.get(test.fact());
            sample(
                    trial,
                    TEST,
                    test.fact(),
                    tokenizer.text(test.answer()),
                    target == null ? "" : target.id(),
                    target == null ? "" : target.object());
        }
    }

    private void sample(Trial trial, String role, Fact fact, String prediction, String target, String object) {
        samples.row(
                trial.relation(),
                trial.number(),
                role,
                fact.id(),
                fact.subject(),
                fact.object(),
                prediction,
                target,
                object);
    }

    /** An operator's size. */
    void operator(Place place, LinearOperator operator, LowRankInverse inverse) {
        operators.row(
                place.relation(),
                place.trial(),
                place.layer(),
                operator.norm(),
                operator.biasNorm(),
                inverse.values()[0],
                inverse.rank());
    }

    /** How many tests each β got right. */
    void faithfulness(Place place, List<Double> betas, int[] right) {
        add(faithfulness, place, betas, right, place.of().tests().size());
    }

    /** How many edits of each rank succeeded. */
    void causality(Place place, List<Integer> ranks, int[] right) {
        add(causality, place, ranks, right, place.of().edits().size());
    }

    private void add(Table.Builder table, Place place, List<?> columns, int[] right, int n) {
        for (int i = 0; i < right.length; i++) {
            double share = (double) right[i] / n;
            table.row(
                    place.relation(),
                    place.trial(),
                    place.layer(),
                    columns.get(i),
                    right[i],
                    n,
                    share,
                    error(share, n),
                    layers);
        }
    }

    /** The standard error of a share p of n, {@code √(p (1 - p) / n)}. */
    private static double error(double share, int n) {
        return Math.sqrt(share * (1 - share) / n);
    }

    void write(Outputs outputs) throws IOException {
        outputs.table("faithfulness", faithfulness.build());
        outputs.table("causality", causality.build());
        outputs.table("baselines", baselines.build());
        outputs.table("trials", trials.build());
        outputs.table("samples", samples.build());
        outputs.table("operators", operators.build());
    }
}
