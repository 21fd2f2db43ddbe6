package dev.retrace.reports.chart;

import java.util.List;

/**
 * Dots beyond the whiskers of boxes, placed by a horizontal axis of numbers.
 *
 * @param name of the boxes: a legend hides both together
 */
public record Outliers(
        String id,
        String name,
        String type,
        int xAxisIndex,
        int yAxisIndex,
        int symbolSize,
        int z,
        Series.Fill itemStyle,
        Series.Emphasis emphasis,
        List<Series.Item> data)
        implements Series {

    public Outliers(String id, String name, Series.Axes axes, String color, List<Series.Item> data) {
        this(id, name, "scatter", axes.x(), axes.y(), 4, 3, new Series.Fill(color), Series.Emphasis.OUTLINE, data);
    }
}
