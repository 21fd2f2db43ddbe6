package dev.retrace.steps.knockout;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings the changes of several models and windows onto one axis of depth, fact by fact, and averages them
 * in three ways: the paper's mean of ratios, the median, and the ratio of means.
 */
public final class SummarizeKnockoutStep implements Step<SummarizeKnockoutStep.Parameters> {

    /** None: the table says all. */
    record Parameters() {}

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of(
                        "summarize-knockout",
                        1,
                        "Averages changes under knockout, and puts models and windows onto one axis.",
                        Parameters.class)
                .taking(InputSlot.table("changes", "Changes, from knockout, of any models."))
                .giving(
                        new OutputSlot("aligned", "csv"),
                        new OutputSlot("summary", "csv"),
                        new OutputSlot("statistics", "csv"));
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        Map<Line, Map<String, FactCurve>> lines = read(inputs.table("changes"));
        if (lines.isEmpty()) {
            throw new StepException("changes: the table has no row of a group of tokens; look at the step that made"
                    + " it with 'retrace show'");
        }
        outputs.table("aligned", aligned(lines));
        Table.Builder summary = Table.of(columns(
                "start",
                "depth",
                "facts",
                "mean_percent",
                "low",
                "high",
                "median_percent",
                "ratio_of_means_percent",
                "accuracy_clean",
                "accuracy"));
        Table.Builder statistics = Table.of(columns("start", "depth", "statistic", "change_percent", "unit"));
        lines.forEach((line, facts) -> {
            List<FactCurve> curves = List.copyOf(facts.values());
            for (int point = 0; point < curves.get(0).size(); point++) {
                int start = point;
                CurveSummary of = CurveSummary.of(
                        curves.stream().map(curve -> curve.at(start)).toList());
                add(summary, statistics, line, curves.get(0).at(point), of);
            }
        });
        outputs.table("summary", summary.build());
        outputs.table("statistics", statistics.build());
    }

    private static void add(
            Table.Builder summary, Table.Builder statistics, Line line, FactCurve.Point at, CurveSummary of) {
        summary.row(row(
                line,
                at.start(),
                rounded(at.depth()),
                of.facts(),
                of.mean(),
                of.low(),
                of.high(),
                of.median(),
                of.ratioOfMeans(),
                of.accuracyClean(),
                of.accuracy()));
        statistics.row(row(line, at.start(), rounded(at.depth()), "mean of ratios", of.mean(), "all"));
        statistics.row(row(line, at.start(), rounded(at.depth()), "median", of.median(), "all"));
        statistics.row(row(line, at.start(), rounded(at.depth()), "ratio of means", of.ratioOfMeans(), "all"));
    }

    /** What one line of a figure is of. */
    private record Line(
            String family, String model, String target, String source, String channels, String strict, int window) {

        static Line of(Table table, int row) {
            return new Line(
                    table.text(row, "family"),
                    table.has("model") ? shortened(table.text(row, "model")) : "",
                    table.text(row, "to"),
                    table.text(row, "from"),
                    table.text(row, "channels"),
                    table.text(row, "strict"),
                    table.integer(row, "window"));
        }

        /** A model's own name, without the place that it is from. */
        private static String shortened(String model) {
            String name = model.replaceFirst("@[^/@]*$", "");
            return name.substring(name.lastIndexOf('/') + 1);
        }

        List<Object> values() {
            return List.of(family, model, target, source, channels, strict, window);
        }
    }

    private static List<String> columns(String... further) {
        List<String> columns =
                new ArrayList<>(List.of("family", "model", "to", "from", "channels", "strict", "window"));
        columns.addAll(List.of(further));
        return columns;
    }

    private static Object[] row(Line line, Object... further) {
        List<Object> row = new ArrayList<>(line.values());
        row.addAll(List.of(further));
        return row.toArray();
    }

    /** Rows of single tokens are left out: they are a heat map's. */
    private static Map<Line, Map<String, FactCurve>> read(Table table) {
        Map<Line, Map<String, FactCurve>> lines = new LinkedHashMap<>();
        for (int row = 0; row < table.size(); row++) {
            if (table.text(row, "token").isEmpty()) {
                String relation = table.text(row, "relation");
                lines.computeIfAbsent(Line.of(table, row), any -> new LinkedHashMap<>())
                        .computeIfAbsent(table.text(row, "fact"), any -> new FactCurve(relation))
                        .add(FactCurve.Point.of(table, row));
            }
        }
        return lines;
    }

    private static Table aligned(Map<Line, Map<String, FactCurve>> lines) {
        int longest = lines.values().stream()
                .flatMap(facts -> facts.values().stream())
                .mapToInt(FactCurve::size)
                .max()
                .orElse(1);
        Table.Builder table = Table.of(columns("depth", "fact", "relation", "change_percent", "hit"));
        lines.forEach((line, facts) -> facts.forEach((fact, curve) -> {
            for (int i = 0; i < longest; i++) {
                double depth = longest == 1 ? 0 : 100.0 * i / (longest - 1);
                table.row(row(
                        line,
                        rounded(depth),
                        fact,
                        curve.relation(),
                        curve.at(depth, FactCurve.Point::percent),
                        curve.at(depth, FactCurve.Point::hit)));
            }
        }));
        return table.build();
    }

    /** To a tenth, as axes show it. */
    private static double rounded(double depth) {
        return Math.round(10 * depth) / 10.0;
    }
}
