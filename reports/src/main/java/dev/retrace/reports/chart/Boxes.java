package dev.retrace.reports.chart;

import java.util.List;

/**
 * Boxes side by side over each column: quartiles, the median as a line, and whiskers.
 *
 * @param boxWidth the least and the greatest number of pixels
 * @param data one per column
 */
public record Boxes(
        String id,
        String name,
        String type,
        int xAxisIndex,
        int yAxisIndex,
        List<Integer> boxWidth,
        Series.CellStyle itemStyle,
        Series.Emphasis emphasis,
        List<Box> data)
        implements Series {

    private static final List<Integer> WIDTH = List.of(1, 50);

    /** What ECharts takes of a column's width for all of its boxes, but for two pixels. */
    private static final double ROOM = 0.8;

    /** The gap between two boxes as a part of what each has. */
    private static final double GAP = 0.3;

    /**
     * One box.
     *
     * @param name the sentence that a tooltip and a screen reader give
     * @param value lower whisker, lower quartile, median, upper quartile, upper whisker; empty: no box
     */
    public record Box(String name, List<Double> value) {}

    public Boxes(String id, String name, Series.Axes axes, Series.CellStyle style, List<Box> data) {
        this(id, name, "boxplot", axes.x(), axes.y(), WIDTH, style, Series.Emphasis.OUTLINE, data);
    }

    /**
     * Where ECharts draws the middle of a box, from the middle of its column, as a part of the column's width.
     *
     * @param place among the boxes of a column, from 0
     * @param boxes of a column
     */
    public static double offset(int place, int boxes) {
        double gap = GAP * ROOM / boxes;
        double width = (ROOM - gap * (boxes - 1)) / boxes;
        return width / 2 - ROOM / 2 + place * (width + gap);
    }
}
