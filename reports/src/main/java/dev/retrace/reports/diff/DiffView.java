package dev.retrace.reports.diff;

import dev.retrace.reports.page.Stage;
import dev.retrace.reports.statistics.Verdict;
import dev.retrace.reports.text.VisibleText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A diff as its template shows it.
 *
 * @param title of the page
 * @param sides what A and B are
 * @param sentence the verdict
 * @param changes the largest ones
 * @param figures that both have
 * @param others figures that could not be compared, and why
 * @param areas what differs beside the figures
 */
public record DiffView(
        String title,
        List<Stage.Entry> sides,
        String sentence,
        List<Change> changes,
        List<ComparedView> figures,
        List<Stage.Entry> others,
        List<Difference> areas) {

    /** Differences of one sort, each row a name, A's value and B's. */
    public record Difference(String name, List<List<String>> rows) {

        private static final int SHORT = 12;

        /** Whether it is read at a glance. */
        public boolean isShort() {
            return rows.size() <= SHORT;
        }
    }

    /** Whether any difference is shown. */
    public boolean hasSignificant() {
        return changes.stream()
                .anyMatch(change -> Verdict.valueOf(change.verdict().toUpperCase(Locale.ROOT))
                        .isSignificant());
    }

    static DiffView of(RunComparison runs) {
        IdentityHashMap<FigureComparison.Panel, String> anchors = new IdentityHashMap<>();
        Set<String> taken = new HashSet<>();
        List<ComparedView> figures = new ArrayList<>();
        SideNames names = SideNames.of(runs);
        MapsChart.Headings headings = new MapsChart.Headings(VisibleText.of(names.a()), VisibleText.of(names.b()));
        for (FigureComparison figure : runs.figures()) {
            for (FigureComparison.Panel panel : figure.panels()) {
                String anchor = anchor(figure.name() + (panel.name().isEmpty() ? "" : "-" + panel.name()), taken);
                anchors.put(panel, anchor);
                figures.add(ComparedView.of(figure, panel, anchor, headings));
            }
        }
        return new DiffView(
                VisibleText.of(names.a() + " against " + names.b()),
                List.of(entry("A", side(names.a(), runs.a())), entry("B", side(names.b(), runs.b()))),
                runs.sentence(),
                Change.largest(runs.figures(), anchors),
                figures,
                others(runs),
                runs.surroundings().stream().map(DiffView::difference).toList());
    }

    private static String side(String name, RunComparison.Side side) {
        String run = "run " + side.run().id() + " of " + side.run().workflow();
        return name.equals(side.run().id()) ? run : name + ": " + run;
    }

    private static Difference difference(Surroundings.Area area) {
        return new Difference(
                area.name(),
                area.rows().stream()
                        .map(row -> List.of(row.name(), row.a(), row.b()))
                        .toList());
    }

    private static List<Stage.Entry> others(RunComparison runs) {
        List<Stage.Entry> others = new ArrayList<>();
        runs.uncompared().forEach((name, why) -> others.add(entry(name, "not compared: " + why)));
        runs.onlyA().forEach((name, why) -> others.add(entry(name, "only A has it" + because(why))));
        runs.onlyB().forEach((name, why) -> others.add(entry(name, "only B has it" + because(why))));
        return others;
    }

    private static String because(String why) {
        return why.isEmpty() ? "" : "; in the other it is " + why;
    }

    private static Stage.Entry entry(String name, String value) {
        return new Stage.Entry(VisibleText.of(name), VisibleText.of(value));
    }

    private static String anchor(String name, Set<String> taken) {
        String slug =
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._]+", "-").replaceAll("^[-.]+|[-.]+$", "");
        String base = "fig-" + (slug.isEmpty() ? "figure" : slug);
        String anchor = base;
        for (int i = 2; !taken.add(anchor); i++) {
            anchor = base + "-" + i;
        }
        return anchor;
    }
}
