package dev.retrace.reports.chart;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Marks of one kind in a grid. */
public sealed interface Series {

    /** Coloured cells, one per column and row. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record HeatMap(String id, String type, @Nullable CellStyle itemStyle, Emphasis emphasis, List<Item> data)
            implements Series {

        /** @param style null: a visual map gives the colours */
        public HeatMap(String id, @Nullable CellStyle style, List<Item> data) {
            this(id, "heatmap", style, Emphasis.OUTLINE, data);
        }
    }

    /** A bar that is a legend: filled with a gradient, deaf to the pointer. */
    record ColorBar(
            String id,
            String type,
            int xAxisIndex,
            int yAxisIndex,
            String barWidth,
            boolean silent,
            Tooltip tooltip,
            GradientStyle itemStyle,
            List<Double> data)
            implements Series {

        public ColorBar(String id, int axes, double max, ColorMap.Ramp ramp) {
            this(
                    id,
                    "bar",
                    axes,
                    axes,
                    "100%",
                    true,
                    new Tooltip(false),
                    new GradientStyle(Gradient.upwards(ramp)),
                    List.of(max));
        }
    }

    /** A dot per item, at (number, row). */
    record Dots(String id, String type, int symbolSize, int z, Fill itemStyle, Emphasis emphasis, List<Item> data)
            implements Series {

        public Dots(String id, String color, List<Item> data) {
            this(id, "scatter", 9, 3, new Fill(color), Emphasis.OUTLINE, data);
        }
    }

    /**
     * Lines from point to point, deaf to the pointer; a point whose number is null ends one.
     *
     * @param symbol of the points: {@code none}
     */
    record Lines(
            String id,
            String type,
            String symbol,
            boolean silent,
            Tooltip tooltip,
            Stroke lineStyle,
            List<List<@Nullable Double>> data)
            implements Series {

        public Lines(String id, String color, List<List<@Nullable Double>> data) {
            this(id, "line", "none", true, new Tooltip(false), new Stroke(color, 2), data);
        }
    }

    /** A plain fill. */
    record Fill(String color) {}

    /** How a line is drawn. */
    record Stroke(String color, int width) {}

    /**
     * One mark.
     *
     * @param name the sentence that a tooltip and a screen reader give
     * @param value column, row, number
     */
    record Item(String name, List<Double> value) {}

    /** How one series overrides the tooltip. */
    record Tooltip(boolean show) {}

    /** A plain cell. */
    record CellStyle(String color, String borderColor, int borderWidth) {}

    /** What the cell looks like that the pointer or the keyboard is on. */
    record Emphasis(Outline itemStyle) {

        /** A dark line in a light one: seen on every colour of a map. */
        static final Emphasis OUTLINE = new Emphasis(new Outline("#111111", 2, "#ffffff", 3));
    }

    /** A line and its halo. */
    record Outline(String borderColor, int borderWidth, String shadowColor, int shadowBlur) {}

    /** A fill that is a gradient. */
    record GradientStyle(Gradient color) {}

    /** Colours along a line between two points of the unit square, y downwards. */
    record Gradient(String type, int x, int y, int x2, int y2, List<Stop> colorStops) {

        static Gradient upwards(ColorMap.Ramp ramp) {
            return new Gradient("linear", 0, 1, 0, 0, ramp.stops());
        }
    }

    /** A colour at a point of a gradient, from 0 to 1. */
    record Stop(double offset, String color) {}
}
