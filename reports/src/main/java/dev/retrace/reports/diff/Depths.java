package dev.retrace.reports.diff;

import dev.retrace.reports.figure.Observed;
import dev.retrace.reports.figure.Observed.Panel;
import dev.retrace.reports.figure.Observed.Place;
import dev.retrace.reports.text.Decimals;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Layers of models of different depths, brought together by relative depth: 0 is the first layer, 1 the last.
 *
 * <p>There are as many evenly spaced depths as the panel with fewer layers has; each layer belongs to the nearest
 * one, the deeper of two that are as near, and a unit's value there is the mean over its layers. So the shallower
 * model is left as it is, nothing is invented between layers, and each unit can still be compared with itself.
 *
 * @param bins how many depths, at least 2
 * @param layers of the model
 */
record Depths(int bins, int layers) {

    /** What the axis is called afterwards. */
    static final String AXIS = "relative depth";

    /** A panel of each run, of one depth now if they are of layers. */
    record Aligned(Panel a, Panel b, boolean byDepth) {}

    /** The panels as they are if their layers agree, else both by relative depth. */
    static Aligned align(Observed of, Panel a, Panel b) {
        boolean overX = Observed.isLayers(of.x());
        boolean layers = overX != Observed.isLayers(of.y()) && a.layers() > 0 && b.layers() > 0;
        int bins = Math.min(count(overX ? a.xs() : a.ys()), count(overX ? b.xs() : b.ys()));
        if (!layers || a.layers() == b.layers() || bins < 2) {
            return new Aligned(a, b, false);
        }
        return new Aligned(
                new Depths(bins, a.layers()).apply(a, overX), new Depths(bins, b.layers()).apply(b, overX), true);
    }

    private static int count(List<String> values) {
        return (int) values.stream().filter(Depths::isLayer).count();
    }

    private static boolean isLayer(String value) {
        return value.matches("\\d{1,6}");
    }

    /** The depth of a layer, from 0; a model of one layer is all at its beginning. */
    int bin(int layer) {
        double depth = layers == 1 ? 0 : (double) layer / (layers - 1);
        return Math.min(bins - 1, (int) Math.floor(depth * (bins - 1) + 0.5));
    }

    private String name(String value) {
        return isLayer(value) ? name(bin(Integer.parseInt(value))) : value;
    }

    private String name(int bin) {
        return Decimals.readable((double) bin / (bins - 1));
    }

    private Panel apply(Panel panel, boolean overX) {
        Map<Place, SortedMap<String, List<Double>>> all = new LinkedHashMap<>();
        panel.values().forEach((place, units) -> {
            Place there = overX ? new Place(name(place.x()), place.y()) : new Place(place.x(), name(place.y()));
            SortedMap<String, List<Double>> own = all.computeIfAbsent(there, any -> new TreeMap<>());
            units.forEach((unit, value) ->
                    own.computeIfAbsent(unit, any -> new ArrayList<>()).add(value));
        });
        Map<Place, SortedMap<String, Double>> means = new LinkedHashMap<>();
        all.forEach((place, units) -> {
            SortedMap<String, Double> own = new TreeMap<>();
            units.forEach((unit, values) -> own.put(
                    unit, values.stream().mapToDouble(each -> each).average().orElse(Double.NaN)));
            means.put(place, own);
        });
        return new Panel(
                panel.name(),
                layers,
                overX ? names(panel.xs()) : panel.xs(),
                overX ? panel.ys() : names(panel.ys()),
                panel.names(),
                means);
    }

    /** What is no layer, such as the embedding, before all depths. */
    private List<String> names(List<String> values) {
        Set<String> names = new LinkedHashSet<>();
        Set<Integer> taken = new TreeSet<>();
        for (String value : values) {
            if (isLayer(value)) {
                taken.add(bin(Integer.parseInt(value)));
            } else {
                names.add(value);
            }
        }
        taken.forEach(bin -> names.add(name(bin)));
        return List.copyOf(names);
    }
}
