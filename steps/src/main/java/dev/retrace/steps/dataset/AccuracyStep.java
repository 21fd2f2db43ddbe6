package dev.retrace.steps.dataset;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Resources;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.Tolerance;
import dev.retrace.engine.table.Table;
import dev.retrace.steps.model.ModelLoader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks a model every fact, and says of each whether its most probable next token is the first of the
 * object (top-1). The mean of that column is the accuracy that the papers report.
 *
 * <p>Two readings of "right" are told: {@code correct} compares tokens, the object's with a space
 * before it; {@code begins} is the filter of Sen Sharma et al. (arXiv 2404.03646, section 3), to which a
 * shorter token that the object begins with is right too.
 */
public final class AccuracyStep implements Step<AccuracyStep.Parameters> {

    /** The facts put to the model at once; bounds memory. */
    private static final int BATCH = 256;

    private static final List<String> COLUMNS = List.of(
            "fact",
            Fact.CASE,
            "relation",
            "subject",
            "object",
            "prompt",
            "target",
            "prediction",
            "p",
            "correct",
            "begins",
            "left_out");

    /** How the model is asked. */
    record Parameters(
            @Param(doc = "Text before every prompt; accuracies are published without.", defaultValue = "")
            String prefix) {}

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of("accuracy", 1, "Says of every fact whether a model answers it.", Parameters.class)
                .taking(
                        InputSlot.file("model", "A model, from load-model.").accepting("model"),
                        InputSlot.table("facts", "Facts, from load-facts."))
                .giving(new OutputSlot("answers", "csv"))
                .onTorch()
                .using(Resources.ALL_CORES)
                .within(Tolerance.SINGLE_PRECISION);
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        Table table = inputs.table("facts");
        List<Fact> facts = Fact.readRows(table);
        NextTokens predictor = new NextTokens(
                ModelLoader.load(inputs, "model", lane),
                ModelTokenizer.load(inputs, "model", lane),
                parameters.prefix());
        Table.Builder answers = Table.of(COLUMNS);
        for (int begin = 0; begin < facts.size(); begin += BATCH) {
            lane.checkCancelled();
            int end = Math.min(begin + BATCH, facts.size());
            List<Case> cases = new ArrayList<>();
            for (int row = begin; row < end; row++) {
                Fact fact = facts.get(row);
                String name = table.has(Fact.CASE) ? table.text(row, Fact.CASE) : fact.id();
                cases.add(new Case(name, fact, predictor.answer(fact), predictor.obstacle(fact)));
            }
            ask(cases, predictor, answers);
            lane.progress(end, facts.size());
        }
        outputs.table("answers", answers.build());
    }

    /**
     * A fact to be put to the model.
     *
     * @param name of the row
     * @param target the token that would be right
     * @param obstacle why the model cannot be asked; empty if it can
     */
    private record Case(String name, Fact fact, int target, String obstacle) {

        boolean isAsked() {
            return obstacle.isEmpty();
        }

        /** Its row; numbers are empty where the model was not asked. */
        Object[] row(String target, Prediction prediction) {
            boolean begins = KnownFacts.begins(prediction.text(), fact.object());
            return new Object[] {
                fact.id(),
                name,
                fact.relation(),
                fact.subject(),
                fact.object(),
                fact.prompt(),
                target,
                prediction.text(),
                prediction.probability(),
                isAsked() ? number(prediction.token() == this.target) : "",
                isAsked() ? number(begins) : "",
                obstacle
            };
        }

        private static int number(boolean right) {
            return right ? 1 : 0;
        }
    }

    private static void ask(List<Case> cases, NextTokens predictor, Table.Builder answers) {
        List<Fact> asked = cases.stream().filter(Case::isAsked).map(Case::fact).toList();
        List<Prediction> predictions = asked.isEmpty() ? List.of() : predictor.predict(asked);
        int next = 0;
        for (Case each : cases) {
            Prediction prediction = each.isAsked() ? predictions.get(next++) : new Prediction(-1, "", Float.NaN);
            answers.row(each.row(predictor.tokenizer().text(each.target()), prediction));
        }
    }
}
