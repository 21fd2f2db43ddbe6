package dev.retrace.reports.chart;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Marks of one kind in a grid. */
public sealed interface Series
        permits Boxes,
                Outliers,
                Series.HeatMap,
                Series.ColorBar,
                Series.Bars,
                Series.Line,
                Series.Edge,
                Series.Whiskers,
                Series.Signs,
                Series.Dots,
                Series.Lines {

    /** Coloured cells, one per column and row. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record HeatMap(
            String id,
            String type,
            int xAxisIndex,
            int yAxisIndex,
            @Nullable CellStyle itemStyle,
            Emphasis emphasis,
            List<Item> data)
            implements Series {

        /**
         * @param axes the grid's
         * @param style null: a visual map gives the colours
         */
        public HeatMap(String id, int axes, @Nullable CellStyle style, List<Item> data) {
            this(id, "heatmap", axes, axes, style, Emphasis.OUTLINE, data);
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

    /** Bars side by side over each column, without gaps between those of one column. */
    record Bars(
            String id,
            String name,
            String type,
            int xAxisIndex,
            int yAxisIndex,
            String barGap,
            String barCategoryGap,
            Fill itemStyle,
            Emphasis emphasis,
            List<Point> data)
            implements Series {

        /** @param gap between two columns, as a part of a column's width */
        public Bars(String id, String name, Axes axes, double gap, Fill fill, List<Point> data) {
            this(id, name, "bar", axes.x, axes.y, "0%", 100 * gap + "%", fill, Emphasis.OUTLINE, data);
        }
    }

    /** A line from column to column with a mark at each. */
    record Line(
            String id,
            String name,
            String type,
            int xAxisIndex,
            int yAxisIndex,
            String symbol,
            int symbolSize,
            Stroke lineStyle,
            Fill itemStyle,
            List<Point> data)
            implements Series {

        public Line(String id, String name, Axes axes, Stroke stroke, List<Point> data) {
            this(id, name, "line", axes.x, axes.y, "circle", 5, stroke, new Fill(stroke.color()), data);
        }
    }

    /**
     * One edge of a band around a line: the lower edge is where the filled upper one stands on.
     *
     * @param name the line's: a legend hides both together
     * @param data the lower edge; of the upper one its height above that
     */
    record Edge(
            String id,
            String name,
            String type,
            int xAxisIndex,
            int yAxisIndex,
            String stack,
            String stackStrategy,
            String symbol,
            int z,
            boolean silent,
            Tooltip tooltip,
            Stroke lineStyle,
            Area areaStyle,
            List<@Nullable Double> data)
            implements Series {

        private Edge(String id, Band band, Area area, List<@Nullable Double> data) {
            this(
                    id,
                    band.name,
                    "line",
                    band.axes.x,
                    band.axes.y,
                    band.id,
                    "all",
                    "none",
                    1,
                    true,
                    new Tooltip(false),
                    new Stroke(area.color(), 0, "solid"),
                    area,
                    data);
        }

        /** The lower edge and the filled upper edge of one band. */
        public static List<Series> of(Band band, List<@Nullable Double> lower, List<@Nullable Double> height) {
            return List.of(
                    new Edge(band.id + " lower", band, new Area(band.color, 0), lower),
                    new Edge(band.id + " upper", band, new Area(band.color, 0.18), height));
        }
    }

    /**
     * What the two edges of a band share.
     *
     * @param name the line's
     */
    record Band(String id, String name, Axes axes, String color) {}

    /** Which of the chart's axes a series is drawn by. */
    record Axes(int x, int y) {}

    /**
     * Short vertical lines between two numbers, placed by a horizontal axis of numbers.
     *
     * @param name of the bars that they stand on: a legend hides both together
     * @param data lower end, upper end, a break, the next lower end, …
     */
    record Whiskers(
            String id,
            String name,
            String type,
            int xAxisIndex,
            int yAxisIndex,
            String symbol,
            int z,
            boolean silent,
            Tooltip tooltip,
            Stroke lineStyle,
            List<List<@Nullable Double>> data)
            implements Series {

        public Whiskers(String id, String name, Axes axes, String color, List<List<@Nullable Double>> data) {
            this(
                    id,
                    name,
                    "line",
                    axes.x,
                    axes.y,
                    "none",
                    3,
                    true,
                    new Tooltip(false),
                    new Stroke(color, 1, "solid"),
                    data);
        }
    }

    /**
     * A small sign on each of some marks of another series, deaf to the pointer.
     *
     * @param data column, row or number of each
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Signs(
            String id,
            @Nullable String name,
            String type,
            int xAxisIndex,
            int yAxisIndex,
            String symbol,
            int symbolSize,
            int z,
            boolean silent,
            Tooltip tooltip,
            Fill itemStyle,
            List<List<Double>> data)
            implements Series {

        private static final String STROKE = "path://M0 8.6L8.6 0L10 1.4L1.4 10Z";

        /**
         * Slanted strokes.
         *
         * @param name of the series that they are on: a legend hides both together; null where there is no legend
         */
        public static Signs strokes(
                String id, @Nullable String name, Axes axes, String color, List<List<Double>> data) {
            return new Signs(
                    id, name, "scatter", axes.x, axes.y, STROKE, 8, 4, true, new Tooltip(false), new Fill(color), data);
        }
    }

    /** A dot per item, at (number, row). */
    record Dots(String id, String type, int symbolSize, int z, Fill itemStyle, Emphasis emphasis, List<Item> data)
            implements Series {

        public Dots(String id, String color, List<Item> data) {
            this(id, "scatter", 9, 3, new Fill(color), Emphasis.OUTLINE, data);
        }
    }

    /** Lines from point to point, deaf to the pointer; a point whose number is null ends one. */
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
            this(id, "line", "none", true, new Tooltip(false), new Stroke(color, 2, "solid"), data);
        }
    }

    /**
     * One mark over a column.
     *
     * @param name the sentence that a tooltip and a screen reader give
     * @param value null: no mark, and a line has a gap
     */
    record Point(String name, @Nullable Double value) {}

    /** A fill of one colour. */
    record Fill(String color) {}

    /**
     * How a line is drawn.
     *
     * @param type {@code solid}, {@code dashed} or {@code dotted}
     */
    record Stroke(String color, int width, String type) {}

    /** The fill below a line. */
    record Area(String color, double opacity) {}

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
}
