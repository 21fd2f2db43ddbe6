package dev.retrace.reports.diff;

import dev.retrace.reports.chart.ColorMap;
import dev.retrace.reports.figure.FigureDocument.Labels;
import dev.retrace.reports.figure.Observed;
import dev.retrace.reports.figure.Observed.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Figures whose values are given. */
final class SampleFigures {

    /** The value of a unit at a layer; null for none. */
    interface Values {
        @Nullable
        Double at(int layer, int unit);
    }

    private SampleFigures() {}

    /** A heat map of one row over so many layers. */
    static Drawn heatMap(String name, int layers, List<String> units, Values values) {
        return heatMap(name, "2b", "A figure", layers, units, values);
    }

    static Drawn heatMap(String name, String paperFigure, String title, int layers, List<String> units, Values values) {
        Map<Place, SortedMap<String, Double>> places = new LinkedHashMap<>();
        List<String> xs = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            SortedMap<String, Double> own = new TreeMap<>();
            for (int unit = 0; unit < units.size(); unit++) {
                Double value = values.at(layer, unit);
                if (value != null) {
                    own.put(units.get(unit), value);
                }
            }
            xs.add(String.valueOf(layer));
            if (!own.isEmpty()) {
                places.put(new Place(String.valueOf(layer), "last"), own);
            }
        }
        Observed observed = new Observed(
                "heatmap",
                paperFigure,
                title,
                new Labels("layer", "bucket", "effect"),
                "layer",
                "bucket",
                "ie",
                "fact",
                ColorMap.PURPLES,
                List.of(new Observed.Panel("", layers, xs, List.of("last"), Map.of("last", "last token"), places)));
        return new Drawn(name, "figure", List.of(name + " table"), observed, "");
    }

    /** Names of so many facts, from a number on. */
    static List<String> facts(int from, int count) {
        List<String> facts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            facts.add("f" + (from + i));
        }
        return facts;
    }
}
