package dev.retrace.steps.knockout.baseline;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Part;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import dev.retrace.steps.knockout.baseline.Expected.Place;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares measured probabilities under knockout with the authors' own, by their rule: two agree if they
 * differ by at most absolute + relative · |theirs|.
 */
public final class CheckBaselineStep implements Step<CheckBaselineStep.Parameters> {

    private static final double PERCENT = 100;

    /** The authors' tolerance. */
    record Parameters(
            @Param(doc = "The absolute part of the tolerance; the authors' tests have this.", defaultValue = "1e-4")
            double absolute,

            @Param(doc = "The relative part; likewise.", defaultValue = "1e-4")
            double relative) {

        Parameters {
            if (!(absolute >= 0 && relative >= 0 && Double.isFinite(absolute + relative))) {
                throw new IllegalArgumentException(
                        "absolute and relative are 0 or more, but are " + absolute + " and " + relative);
            }
        }

        boolean agree(double ours, double theirs) {
            return Math.abs(ours - theirs) <= absolute + relative * Math.abs(theirs);
        }
    }

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of(
                        "check-knockout-baseline",
                        1,
                        "Says how far knockouts agree with the authors' own outputs.",
                        Parameters.class)
                .taking(
                        InputSlot.file("expected", "What the authors found, from load-knockout-baseline.")
                                .accepting("expected"),
                        InputSlot.files("changes", "Changes of the same facts, from knockout, in any parts."))
                .giving(
                        new OutputSlot("agreement", "csv"),
                        new OutputSlot("points", "csv"),
                        new OutputSlot("answers", "csv"));
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        Map<Place, Double> measured = measured(inputs.parts("changes"));
        Table expected = Table.read(inputs.file("expected").path());
        Map<String, Agreement> curves = new LinkedHashMap<>();
        Agreement all = new Agreement();
        Table.Builder points = Table.of("fact", "curve", "start", "who", "p", "change_percent");
        Table.Builder answers = Table.of("fact", "prompt", "who", "p");
        for (int row = 0; row < expected.size(); row++) {
            Expected due = Expected.of(expected, row);
            String curve = due.place().curve();
            double ours = measured.getOrDefault(due.place(), Double.NaN);
            boolean agrees = parameters.agree(ours, due.probability()); // what was not measured agrees with nothing
            all.add(ours, due.probability(), agrees);
            curves.computeIfAbsent(curve, any -> new Agreement()).add(ours, due.probability(), agrees);
            if (due.place().start().isEmpty()) {
                String prompt = expected.text(row, "prompt");
                answers.row(due.place().fact(), prompt, "authors", due.probability());
                answers.row(due.place().fact(), prompt, "ours", ours);
            } else {
                double clean = measured.getOrDefault(Place.unchanged(due.place().fact()), Double.NaN);
                points.row(point(due, "authors", due.probability(), due.clean()));
                points.row(point(due, "ours", ours, clean));
            }
        }
        if (expected.size() == 0) {
            throw new StepException("expected: the table has no rows; look at the step that made it");
        }
        lane.log(all.sentence(parameters.absolute(), parameters.relative()));
        Table.Builder agreement = Table.of("curve", "measure", "value", "unit");
        all.rows("all", agreement);
        curves.forEach((curve, of) -> of.rows(curve, agreement));
        outputs.table("agreement", agreement.build());
        outputs.table("points", points.build());
        outputs.table("answers", answers.build());
    }

    private static Object[] point(Expected due, String who, double p, double clean) {
        double percent = PERCENT * (p - clean) / clean;
        return new Object[] {
            due.place().fact(), due.place().curve(), due.place().start(), who, p, percent
        };
    }

    private static Map<Place, Double> measured(List<Part> parts) throws IOException {
        Map<Place, Double> measured = new HashMap<>();
        for (Part part : parts) {
            Table table = Table.read(part.file().path());
            for (int row = 0; row < table.size(); row++) {
                if (table.text(row, "strict").equals("0")
                        && table.text(row, "token").isEmpty()) {
                    measured.put(Place.of(table, row), table.number(row, "p_knocked"));
                    measured.put(Place.unchanged(table.text(row, "fact")), table.number(row, "p_clean"));
                }
            }
        }
        return measured;
    }
}
