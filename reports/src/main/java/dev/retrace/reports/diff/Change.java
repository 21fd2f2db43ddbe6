package dev.retrace.reports.diff;

import dev.retrace.reports.figure.Observed;
import dev.retrace.reports.figure.Observed.Place;
import dev.retrace.reports.statistics.MeanDifference;
import dev.retrace.reports.statistics.Verdict;
import dev.retrace.reports.text.VisibleText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * A place of a figure where the two runs differ.
 *
 * @param anchor of the figure on the page
 * @param label of the figure
 * @param where the place
 * @param words the difference and what is claimed of it
 * @param verdict as one word
 */
public record Change(String anchor, String label, String where, String words, String verdict) {

    private static final int MOST = 15;
    private static final int OPEN = 5; // of those of which nothing is shown

    /** A place with what it is sorted by. */
    private record Ranked(Compared place, double size, Change change) {}

    /**
     * The largest differences that are not shown to be within the margin, significant ones first; in size a part of the figure's greatest mean, so that
     * figures of different values can be told one after the other.
     */
    static List<Change> largest(
            List<FigureComparison> figures, IdentityHashMap<FigureComparison.Panel, String> anchors) {
        List<Ranked> ranked = new ArrayList<>();
        for (FigureComparison figure : figures) {
            for (FigureComparison.Panel panel : figure.panels()) {
                panel.places().forEach((place, compared) -> {
                    MeanDifference found = compared.found();
                    if (found != null && found.difference() != 0 && compared.verdict() != Verdict.EQUIVALENT) {
                        String anchor = anchors.getOrDefault(panel, "");
                        double size = Math.abs(found.difference()) / Math.max(figure.greatest(), Double.MIN_NORMAL);
                        ranked.add(new Ranked(compared, size, of(figure, panel, place, compared, anchor)));
                    }
                });
            }
        }
        ranked.sort(Comparator.comparing((Ranked each) -> each.place.verdict())
                .thenComparing(Comparator.comparingDouble(Ranked::size).reversed()));
        long significant = ranked.stream()
                .filter(each -> each.place.verdict().isSignificant())
                .count();
        return ranked.stream()
                .limit(Math.min(MOST, significant + OPEN))
                .map(Ranked::change)
                .toList();
    }

    private static Change of(
            FigureComparison figure, FigureComparison.Panel panel, Place place, Compared compared, String anchor) {
        String row = figure.kind().equals("dots") ? "" : ", " + panel.row(place.y());
        String name = panel.name().isEmpty() ? "" : panel.name() + ", ";
        return new Change(
                anchor,
                VisibleText.of(figure.label()),
                VisibleText.of(name + figure.labels().x() + " " + Observed.label(place.x()) + row),
                VisibleText.of(compared.words()),
                compared.verdict().word());
    }
}
