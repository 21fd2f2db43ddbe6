package dev.retrace.engine.audit;

import dev.retrace.engine.audit.Verdict.OfCell;
import dev.retrace.engine.audit.Verdict.OfOutput;
import dev.retrace.engine.audit.Verdict.State;
import dev.retrace.engine.step.Tolerance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A verdict for people, and as JSON. */
public final class VerdictText {

    private static final int MOST_TOLD = 20;

    private VerdictText() {}

    /** The verdict in lines: the result, a table by step, and what is wrong. */
    public static List<String> lines(Verdict verdict) {
        List<String> lines = new ArrayList<>();
        lines.add("audit of run %s (%s), computed again on %s, %s: %d of %d cells (sample %s, seed %d)"
                .formatted(
                        verdict.run(),
                        verdict.stored(),
                        verdict.computed(),
                        verdict.time(),
                        verdict.cells().size(),
                        verdict.of(),
                        verdict.sample(),
                        verdict.seed()));
        lines.add("%-18s %6s %11s %7s %7s %7s %8s %10s %10s  %s"
                .formatted(
                        "step",
                        "cells",
                        "same bytes",
                        "within",
                        "beyond",
                        "failed",
                        "skipped",
                        "max abs",
                        "max rel",
                        "tolerance"));
        verdict.bySteps().forEach((step, cells) -> lines.add(row(step, cells)));
        problems(verdict).limit(MOST_TOLD).forEach(lines::add);
        long more = problems(verdict).count() - MOST_TOLD;
        if (more > 0) {
            lines.add("and " + more + " more lines in the written verdict");
        }
        lines.addAll(new DifferenceTable(verdict).lines());
        lines.add(conclusion(verdict));
        return lines;
    }

    /** The verdict as JSON. */
    public static String json(Verdict verdict) {
        ObjectNode json = JsonMapper.shared().valueToTree(verdict);
        json.put("passed", verdict.passed());
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(json);
    }

    private static String row(String step, List<OfCell> cells) {
        return "%-18s %6d %11d %7d %7d %7d %8d %10s %10s  %s"
                .formatted(
                        step,
                        cells.size(),
                        count(cells, State.SAME),
                        count(cells, State.WITHIN),
                        count(cells, State.BEYOND),
                        count(cells, State.FAILED),
                        count(cells, State.SKIPPED),
                        most(cells, OfOutput::absolute),
                        most(cells, OfOutput::relative),
                        tolerance(cells.get(0).tolerance()));
    }

    private static long count(List<OfCell> cells, State state) {
        return cells.stream().filter(cell -> cell.state() == state).count();
    }

    private static String most(List<OfCell> cells, ToDoubleFunction<OfOutput> number) {
        double most = cells.stream()
                .flatMap(cell -> cell.outputs().stream())
                .mapToDouble(number)
                .max()
                .orElse(0);
        return most == 0 ? "0" : String.format(Locale.ROOT, "%.2e", most);
    }

    private static String tolerance(Tolerance tolerance) {
        return tolerance.equals(Tolerance.SAME_BYTES)
                ? "same bytes"
                : String.format(Locale.ROOT, "%.0e + %.0e |b|", tolerance.absolute(), tolerance.relative());
    }

    /** What is wrong first, then what is only noted. */
    private static Stream<String> problems(Verdict verdict) {
        return verdict.cells().stream()
                .sorted(Comparator.comparing(cell ->
                        word(cell.state()).equals("noted") && cell.outputs().isEmpty()))
                .flatMap(VerdictText::problems);
    }

    private static Stream<String> problems(OfCell cell) {
        Stream<String> outputs = cell.outputs().stream()
                .filter(output -> output.beyond() > 0)
                .map(output -> "beyond   %s, output %s, %s (%d of %d numbers differ, %d values beyond the tolerance)"
                        .formatted(
                                cell.cell(),
                                output.output(),
                                output.first(),
                                output.differing(),
                                output.numbers(),
                                output.beyond()));
        Stream<String> reason = cell.reason().isEmpty()
                ? Stream.of()
                : Stream.of("%-8s %s: %s".formatted(word(cell.state()), cell.cell(), cell.reason()));
        return Stream.concat(outputs, reason);
    }

    private static String word(State state) {
        return switch (state) {
            case FAILED -> "failed";
            case SKIPPED -> "skipped";
            case SAME, WITHIN, BEYOND -> "noted";
        };
    }

    private static String conclusion(Verdict verdict) {
        long bad = verdict.count(State.BEYOND) + verdict.count(State.FAILED);
        if (bad > 0) {
            return bad + " of the audited cells cannot be reproduced within their tolerance";
        } else if (!verdict.passed()) {
            return "nothing could be audited: all cells drawn were skipped";
        }
        return "all audited cells are reproduced within their tolerance";
    }
}
