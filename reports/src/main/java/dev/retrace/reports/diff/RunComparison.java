package dev.retrace.reports.diff;

import dev.retrace.engine.command.PastRun;
import dev.retrace.engine.step.StepException;
import dev.retrace.reports.statistics.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Two runs beside each other.
 *
 * @param figures that both have
 * @param onlyA names of figures that B lacks, each with why if it is known
 * @param onlyB names of figures that A lacks
 * @param uncompared names of figures that both have but that cannot be compared, and why
 * @param surroundings what differs beside the figures
 */
record RunComparison(
        Side a,
        Side b,
        List<FigureComparison> figures,
        Map<String, String> onlyA,
        Map<String, String> onlyB,
        Map<String, String> uncompared,
        List<Surroundings.Area> surroundings) {

    /**
     * One of the two.
     *
     * @param label what it is called on the page
     */
    record Side(String label, PastRun run) {}

    RunComparison {
        figures = List.copyOf(figures);
        surroundings = List.copyOf(surroundings);
    }

    /** Compares all that both have. */
    static RunComparison of(Side a, Side b, Comparer comparer) throws IOException {
        Matching matching = Matching.of(Drawn.of(a.run), Drawn.of(b.run));
        List<FigureComparison> figures = new ArrayList<>();
        Map<String, String> uncompared = new LinkedHashMap<>();
        for (Matching.Pair pair : matching.pairs()) {
            try {
                figures.add(comparer.compare(pair));
            } catch (StepException apart) {
                uncompared.put(pair.label(), String.valueOf(apart.getMessage()));
            }
        }
        return new RunComparison(
                a,
                b,
                figures,
                alone(matching.onlyA(), b.run),
                alone(matching.onlyB(), a.run),
                uncompared,
                Surroundings.of(a.run, b.run));
    }

    /** @param lacks the run that lacks them, and may know why */
    private static Map<String, String> alone(List<Drawn> drawn, PastRun lacks) {
        Map<String, String> alone = new LinkedHashMap<>();
        drawn.forEach(each -> alone.put(
                each.label() + each.title().map(title -> ": " + title).orElse(""),
                lacks.without().getOrDefault(each.name(), "")));
        return alone;
    }

    /** Whether something changed significantly beyond the margin. */
    boolean isChanged() {
        return figures.stream().anyMatch(figure -> figure.verdict() == Verdict.CHANGED);
    }

    /** Whether every figure of either was compared: what is missing was not shown to be unchanged. */
    boolean isComplete() {
        return !figures.isEmpty() && onlyA.isEmpty() && onlyB.isEmpty() && uncompared.isEmpty();
    }

    /** The verdict in a sentence. */
    String sentence() {
        if (figures.isEmpty()) {
            return "The two runs have no figure that could be compared.";
        }
        List<String> counts = new ArrayList<>();
        for (Verdict verdict : Verdict.values()) {
            long count = figures.stream()
                    .filter(figure -> figure.verdict() == verdict)
                    .count();
            if (count > 0) {
                counts.add(count + " " + verdict.word());
            }
        }
        return figures.size() + (figures.size() == 1 ? " figure" : " figures") + " compared: "
                + String.join(", ", counts) + ".";
    }
}
