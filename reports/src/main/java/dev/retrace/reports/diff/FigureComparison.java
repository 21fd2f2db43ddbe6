package dev.retrace.reports.diff;

import dev.retrace.reports.chart.ColorMap;
import dev.retrace.reports.figure.FigureDocument.Labels;
import dev.retrace.reports.figure.Observed.Place;
import dev.retrace.reports.statistics.Verdict;
import dev.retrace.reports.text.Decimals;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A figure in both runs.
 *
 * @param name of A's cell
 * @param label as on a page
 * @param kind as workflows write it
 * @param x the column of the first axis
 * @param y the column of the second axis
 * @param units how many each run has, and how many were compared
 * @param greatest mean in size, of both
 * @param margin within which a difference does not matter
 * @param notes what a reader should know of it
 */
record FigureComparison(
        String name,
        String label,
        String title,
        String kind,
        String x,
        String y,
        Labels labels,
        ColorMap colors,
        Units units,
        double greatest,
        double margin,
        List<Panel> panels,
        List<String> notes) {

    /**
     * What was compared.
     *
     * @param unit one observation
     * @param a how many A has
     * @param b how many B has
     * @param common how many both have
     * @param paired whether each was compared with itself; then only those that both have were
     */
    record Units(String unit, int a, int b, int common, boolean paired) {}

    /**
     * One drawing of it.
     *
     * @param name empty where it is the only one
     * @param names what rows are called
     */
    record Panel(
            String name, List<String> xs, List<String> ys, Map<String, String> names, Map<Place, Compared> places) {

        Panel {
            xs = List.copyOf(xs);
            ys = List.copyOf(ys);
            names = Map.copyOf(names);
            places = Collections.unmodifiableMap(new LinkedHashMap<>(places));
        }

        /** What a row is called. */
        String row(String y) {
            return names.getOrDefault(y, y);
        }
    }

    FigureComparison {
        panels = List.copyOf(panels);
        notes = List.copyOf(notes);
    }

    /** Every place of every panel. */
    Stream<Compared> places() {
        return panels.stream().flatMap(panel -> panel.places().values().stream());
    }

    /** How many places there are of each verdict; those that only one run has are not counted. */
    long count(Verdict verdict) {
        return places().filter(place -> place.found() != null && place.verdict() == verdict)
                .count();
    }

    /** How many places only one run has. */
    long alone() {
        return places().filter(place -> place.found() == null).count();
    }

    /** How many places were compared. */
    long compared() {
        return places().filter(place -> place.found() != null).count();
    }

    /**
     * What is claimed of the whole figure: the strongest difference of any place, else equivalence if it
     * is shown at every one, which as an intersection of claims needs no correction.
     */
    Verdict verdict() {
        long all = compared();
        for (Verdict strongest : List.of(Verdict.CHANGED, Verdict.DIFFERS)) {
            if (count(strongest) > 0) {
                return strongest;
            }
        }
        if (count(Verdict.UNTESTED) == all) {
            return Verdict.UNTESTED;
        }
        return count(Verdict.EQUIVALENT) == all ? Verdict.EQUIVALENT : Verdict.UNDECIDED;
    }

    /** The verdict in a sentence. */
    String sentence() {
        long all = compared();
        String within = "the margin of ±" + Decimals.readable(margin);
        String sentence = switch (verdict()) {
            case CHANGED ->
                count(Verdict.CHANGED) + " of " + places(all)
                        + " changed: the difference is significant and greater than " + within + ".";
            case DIFFERS ->
                count(Verdict.DIFFERS) + " of " + places(all) + " differ significantly, but none by more than " + within
                        + ".";
            case EQUIVALENT ->
                "Equivalent: at " + (all == 1 ? "the only place" : "each of " + places(all))
                        + " the difference is shown to lie within " + within + ".";
            case UNTESTED ->
                all == 0
                        ? "Nothing to compare: the two have no place in common."
                        : "Not tested: there is one value a place and no repeats, so what is chance and what is not"
                                + " cannot be told.";
            case UNDECIDED ->
                "Undecided: no significant difference, but equivalence within " + within + " is shown at only "
                        + count(Verdict.EQUIVALENT) + " of " + places(all) + ".";
        };
        List<String> sentences = new ArrayList<>(List.of(sentence));
        if (verdict().isSignificant() && count(Verdict.EQUIVALENT) > 0) {
            sentences.add(count(Verdict.EQUIVALENT) + " are equivalent.");
        }
        if (alone() > 0) {
            sentences.add("Only one of the two has " + places(alone()) + ".");
        }
        return String.join(" ", sentences);
    }

    private static String places(long count) {
        return count + (count == 1 ? " place" : " places");
    }
}
