package dev.retrace.steps.editing;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import dev.retrace.steps.editing.EditSummary.Average;
import dev.retrace.steps.editing.Probe.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Averages the scores of edits over records, for every layer and weight: ES, PS, NS and their harmonic mean
 * S in percent, with standard errors.
 */
public final class SummarizeEditsStep implements Step<SummarizeEditsStep.Parameters> {

    /** What is averaged beside the successes, and by which letter the columns call it. */
    private static final Map<String, String> OTHERS = otherColumns();

    private static final double PERCENT = 100;
    private static final String SUCCESS = "success";
    private static final String BEFORE = "success_before";

    /** None. */
    record Parameters() {}

    private static Map<String, String> otherColumns() {
        Map<String, String> others = new LinkedHashMap<>();
        others.put("m", "magnitude");
        others.put("a", "exact");
        return others;
    }

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of(
                        "summarize-edits", 1, "Averages the scores of edits, by layer and weight.", Parameters.class)
                .taking(InputSlot.table("scores", "Scores, from evaluate."))
                .giving(new OutputSlot("summary", "csv"), new OutputSlot("points", "csv"));
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        Table scores = inputs.table("scores");
        if (scores.size() == 0) {
            throw new StepException("scores: the table has no rows; look at the step that made it");
        }
        Table.Builder summary = Table.of(columns());
        Table.Builder points = Table.of("case", "layer", "weight", "score", "percent", "layers");
        summaries(scores).forEach((place, of) -> {
            summary.row(row(place, of).toArray());
            points(points, place, of, scores.text(0, "layers"));
        });
        outputs.table("summary", summary.build());
        outputs.table("points", points.build());
    }

    /** Where edits were made. */
    private record Place(String layer, String weight) {}

    private static Map<Place, EditSummary> summaries(Table scores) {
        List<String> measured = new ArrayList<>(List.of(SUCCESS, BEFORE));
        measured.addAll(OTHERS.values());
        Map<Place, EditSummary> summaries = new LinkedHashMap<>();
        for (int row = 0; row < scores.size(); row++) {
            Place place = new Place(scores.text(row, "layer"), scores.text(row, "weight"));
            summaries.computeIfAbsent(place, any -> new EditSummary()).add(scores, row, measured);
        }
        return summaries;
    }

    private static List<String> columns() {
        List<String> columns = new ArrayList<>(List.of("layer", "weight", "records"));
        for (String name : List.of("es", "ps", "ns", "s", "es_before", "ps_before", "ns_before", "s_before")) {
            columns.addAll(List.of(name, name + "_error"));
        }
        for (String letter : OTHERS.keySet()) {
            for (String kind : List.of("e", "p", "n")) {
                columns.addAll(List.of(kind + letter, kind + letter + "_error"));
            }
        }
        return columns;
    }

    private static List<Object> row(Place place, EditSummary of) {
        List<Object> row = new ArrayList<>(
                List.of(place.layer(), place.weight(), of.records().size()));
        for (String column : List.of(SUCCESS, BEFORE)) {
            for (Kind kind : Kind.values()) {
                put(row, of.average(column, kind));
            }
            put(row, Average.of(of.harmonic(column)));
        }
        for (String column : OTHERS.values()) {
            for (Kind kind : Kind.values()) {
                put(row, of.average(column, kind));
            }
        }
        return row;
    }

    private static void put(List<Object> row, Average average) {
        row.add(PERCENT * average.mean());
        row.add(PERCENT * average.error());
    }

    /** One row a record and score: their mean is the score, the mean's standard error is the score's. */
    private static void points(Table.Builder table, Place place, EditSummary of, String layers) {
        Map<String, List<Double>> values = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            values.put(kind.score(), of.values(SUCCESS, kind));
        }
        values.put("s", of.harmonic(SUCCESS));
        values.forEach((score, all) -> {
            for (int i = 0; i < all.size(); i++) {
                table.row(of.records().get(i), place.layer(), place.weight(), score, PERCENT * all.get(i), layers);
            }
        });
    }
}
