package dev.retrace.engine.audit;

import dev.retrace.engine.audit.Verdict.OfCell;
import dev.retrace.engine.audit.Verdict.OfOutput;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** How far each step's outputs are from the stored ones: the greatest differences and where they are. */
final class DifferenceTable {

    private static final String ROW = "%-18s %-14s %10s %10s  %-9s %10s  %s";

    private record Output(String step, String output) {}

    private record Found(String cell, OfOutput output) {}

    private final Verdict verdict;

    DifferenceTable(Verdict verdict) {
        this.verdict = verdict;
    }

    /** The table; no line if all bytes are the same. */
    List<String> lines() {
        Map<Output, List<Found>> differing = new LinkedHashMap<>();
        for (OfCell cell : verdict.cells()) {
            for (OfOutput output : cell.outputs()) {
                differing
                        .computeIfAbsent(new Output(cell.step(), output.output()), first -> new ArrayList<>())
                        .add(new Found(cell.cell(), output));
            }
        }
        List<String> lines = new ArrayList<>();
        if (!differing.isEmpty()) {
            lines.add("");
            lines.add("greatest differences from the stored results, in the outputs whose bytes differ");
            lines.add(ROW.formatted("step", "output", "numbers", "differ", "", "greatest", "where"));
            differing.forEach((output, found) -> lines.addAll(rows(output, found)));
            lines.add("");
        }
        return lines;
    }

    private static List<String> rows(Output of, List<Found> found) {
        List<String> rows = new ArrayList<>();
        long numbers = found.stream().mapToLong(each -> each.output().numbers()).sum();
        long differ =
                found.stream().mapToLong(each -> each.output().differing()).sum();
        Found absolute = greatest(found, OfOutput::absolute);
        Found relative = greatest(found, OfOutput::relative);
        rows.add(ROW.formatted(
                of.step(),
                of.output(),
                numbers,
                differ,
                "|a-b|",
                shown(absolute.output().absolute()),
                where(absolute.cell(), absolute.output().absoluteAt())));
        rows.add(ROW.formatted(
                "",
                "",
                "",
                "",
                "|a-b|/|b|",
                shown(relative.output().relative()),
                where(relative.cell(), relative.output().relativeAt())));
        long others = found.stream().mapToLong(each -> each.output().others()).sum();
        if (others > 0) {
            rows.add(
                    ROW.formatted("", "", "", "", "others", others, "texts, whole numbers or shapes are not the same"));
        }
        return rows;
    }

    private static Found greatest(List<Found> found, ToDoubleFunction<OfOutput> number) {
        return found.stream()
                .max(Comparator.comparingDouble(each -> number.applyAsDouble(each.output())))
                .orElseThrow();
    }

    private static String where(String cell, String place) {
        return place.isEmpty() ? "" : place + ", of " + cell;
    }

    private static String shown(double difference) {
        return difference == 0 ? "0" : String.format(Locale.ROOT, "%.2e", difference);
    }
}
