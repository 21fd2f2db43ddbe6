package dev.retrace.steps.editing.request;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Resources;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.step.Tolerance;
import dev.retrace.engine.table.Table;
import dev.retrace.steps.dataset.Draw;
import dev.retrace.steps.dataset.Fact;
import dev.retrace.steps.dataset.ModelTokenizer;
import dev.retrace.steps.dataset.NextTokens;
import dev.retrace.steps.dataset.Prediction;
import dev.retrace.steps.dataset.Rewrite;
import dev.retrace.steps.dataset.Template;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.ModelLoader;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Keeps requests whose true fact a model knows: the most probable token after the prompt, without
 * anything before it, begins the true object; and that {@code edit} and {@code evaluate} can work on. Those that
 * cannot be made tokens of, or that are too long for the model, are dropped with the reason.
 *
 * <p>Source: Sen Sharma et al. (arXiv 2404.03646), section 5, as in the authors' code, which keeps the first
 * 2,000 of the file; here they are those of the least draws, so that a smaller limit keeps some of the same.
 */
public final class FilterRewritesStep implements Step<FilterRewritesStep.Parameters> {

    /** The requests put to the model at once at most; bounds memory. */
    private static final int BATCH = 64;

    /** How many to keep. */
    record Parameters(
            @Param(doc = "Requests to keep; the paper's sweeps had 2000.", defaultValue = "2000")
            int limit,

            @Param(doc = "Of the draw that ranks the requests.", defaultValue = "0")
            long seed,

            @Param(doc = "Text before every prompt in this step only; the authors put none there.", defaultValue = "")
            String prefix) {

        Parameters {
            if (limit < 1) {
                throw new IllegalArgumentException("limit is at least 1, but is " + limit);
            }
        }
    }

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of(
                        "filter-rewrites", 1, "Keeps requests whose true fact a model knows.", Parameters.class)
                .taking(
                        InputSlot.file("model", "A model, from load-model.").accepting("model"),
                        InputSlot.table("rewrites", "Requests, from load-rewrites."),
                        InputSlot.table(
                                        "templates",
                                        "Contexts, from context-templates; given, requests that one of them makes too long"
                                                + " are dropped.")
                                .optional())
                .giving(new OutputSlot("known", "csv"), new OutputSlot("dropped", "csv"))
                .onTorch()
                .using(Resources.ALL_CORES)
                .within(Tolerance.SINGLE_PRECISION);
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        List<Rewrite> ranked = ranked(Rewrite.readAll(inputs.table("rewrites")), parameters.seed());
        LanguageModel model = ModelLoader.load(inputs, "model", lane);
        Tokenizer tokenizer = ModelTokenizer.load(inputs, "model", lane);
        Choice choice = new Choice(
                new NextTokens(model, tokenizer, parameters.prefix()),
                RequestEncoder.published(tokenizer, model.architecture(), contexts(inputs)),
                parameters.limit());
        for (int begin = 0; begin < ranked.size() && !choice.full(); begin += BATCH) {
            lane.checkCancelled();
            choice.ask(ranked.subList(begin, Math.min(begin + BATCH, ranked.size())));
            lane.progress(choice.kept, parameters.limit());
        }
        choice.requireAny(ranked.size());
        lane.log("%d requests: %d kept, %d dropped, %d of them although known, the others not asked"
                .formatted(ranked.size(), choice.kept, choice.left, choice.unfit));
        outputs.table("known", choice.known.build());
        outputs.table("dropped", choice.dropped.build());
    }

    private static List<Template> contexts(Inputs inputs) throws IOException {
        return inputs.parts("templates").isEmpty()
                ? List.of(new Template("prompt", Template.BARE))
                : ContextTemplatesStep.read(inputs.table("templates"));
    }

    private static List<Rewrite> ranked(List<Rewrite> rewrites, long seed) {
        record Ranked(long draw, Rewrite rewrite) {}
        return rewrites.stream()
                .map(rewrite -> new Ranked(Draw.of(seed, "rewrite", rewrite.id()), rewrite))
                .sorted(Comparator.comparingLong(Ranked::draw)
                        .thenComparing(ranked -> ranked.rewrite().id()))
                .map(Ranked::rewrite)
                .toList();
    }

    /** What is kept and what is dropped; accumulates. */
    private static final class Choice {

        private final NextTokens predictor;
        private final RequestEncoder encoder;
        private final int limit;
        private final Table.Builder known;
        private final Table.Builder dropped = Table.of(Fact.CASE, "relation", "prompt", "prediction", "reason");
        private int kept;
        private int left;
        private int unfit; // of those, the known ones
        private String lastReason = "";

        Choice(NextTokens predictor, RequestEncoder encoder, int limit) {
            List<String> columns = new ArrayList<>(Rewrite.COLUMNS);
            columns.addAll(List.of("prediction", "p"));
            this.predictor = predictor;
            this.encoder = encoder;
            this.limit = limit;
            this.known = Table.of(columns);
        }

        boolean full() {
            return kept == limit;
        }

        /** @param requests that there were */
        void requireAny(int requests) {
            if (kept == 0 && unfit > 0) {
                throw new StepException("of the " + requests + " requests the model knows " + unfit
                        + ", but none of these can be edited and measured; of the last, " + lastReason);
            } else if (kept == 0) {
                throw new StepException("the model knows the true fact of none of the " + requests + " requests: for"
                        + " no prompt does the true object begin with the most probable next token. Likely causes: a"
                        + " tokenizer that is not the model's, damaged weights, or a model that does not know such"
                        + " facts");
            }
        }

        void ask(List<Rewrite> rewrites) {
            List<Rewrite> asked = new ArrayList<>();
            for (Rewrite rewrite : rewrites) {
                String obstacle = predictor.obstacle(rewrite.fact());
                if (obstacle.isEmpty()) {
                    asked.add(rewrite);
                } else {
                    drop(rewrite, "", obstacle);
                }
            }
            List<Prediction> predictions = asked.isEmpty()
                    ? List.of()
                    : predictor.predict(asked.stream().map(Rewrite::fact).toList());
            for (int i = 0; i < asked.size() && !full(); i++) {
                take(asked.get(i), predictions.get(i));
            }
        }

        private void take(Rewrite rewrite, Prediction prediction) {
            if (!rewrite.fact().isBegunBy(prediction.text())) {
                drop(rewrite, prediction.text(), "the model's next token does not begin the true object");
                return;
            }
            String obstacle = encoder.obstacle(rewrite);
            String reason = obstacle.isEmpty() ? encoder.unmeasured(rewrite) : obstacle;
            if (!reason.isEmpty()) {
                unfit++;
                lastReason = reason;
                drop(rewrite, prediction.text(), reason);
                return;
            }
            kept++;
            List<Object> row = new ArrayList<>(rewrite.row());
            row.add(prediction.text());
            row.add(prediction.probability());
            known.row(row.toArray());
        }

        private void drop(Rewrite rewrite, String prediction, String reason) {
            left++;
            dropped.row(rewrite.id(), rewrite.fact().relation(), rewrite.fact().prompt(), prediction, reason);
        }
    }
}
