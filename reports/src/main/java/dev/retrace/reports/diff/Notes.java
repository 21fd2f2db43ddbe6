package dev.retrace.reports.diff;

import java.util.ArrayList;
import java.util.List;

/**
 * What a reader should know of how two figures were compared.
 *
 * @param margin in words, empty where nothing was compared
 */
record Notes(
        Matching.Pair pair, FigureComparison.Units units, boolean byDepth, List<Depths.Aligned> panels, String margin) {

    List<String> all() {
        List<String> notes = new ArrayList<>();
        notes.add(design());
        if (!margin.isEmpty()) {
            notes.add("Margin: " + margin);
        }
        if (byDepth) {
            Depths.Aligned first = panels.get(0);
            notes.add("Layers by relative depth: A has " + first.a().layers() + ", B "
                    + first.b().layers()
                    + "; each layer belongs to the nearest of as many evenly spaced depths as the shallower drawing has,"
                    + " where a " + units.unit() + "'s value is the mean over its layers");
        }
        if (pair.a().sameTable(pair.b())) {
            notes.add("Both are drawn from the same bytes");
        }
        if (!pair.a().name().equals(pair.b().name())) {
            String by = pair.a().label().equals(pair.b().label()) ? "the published figure" : "their title";
            notes.add("Matched by " + by + ": step " + pair.a().name() + " in A, "
                    + pair.b().name() + " in B");
        }
        return notes;
    }

    private String design() {
        String unit = units.unit();
        if (units.paired()) {
            int left = units.a() + units.b() - 2 * units.common();
            String out = left == 0
                    ? ""
                    : "; left out, since only one has them: " + (units.a() - units.common()) + " of A's, "
                            + (units.b() - units.common()) + " of B's. Both drawings show what is left";
            return "Paired: each of " + units.common() + " " + unit + (units.common() == 1 ? "" : "s")
                    + " compared with itself" + out;
        }
        return "Unpaired: " + units.a() + " " + unit + (units.a() == 1 ? "" : "s") + " of A, " + units.b()
                + " of B, only " + units.common() + " of which both have";
    }
}
