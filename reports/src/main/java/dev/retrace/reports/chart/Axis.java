package dev.retrace.reports.chart;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One axis of a grid. What is null is left to ECharts.
 *
 * @param inverse whether it runs downwards, as the rows of a table do
 * @param startValue where its bars start
 * @param interval between two ticks
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Axis(
        String type,
        int gridIndex,
        @Nullable String name,
        @Nullable String nameLocation,
        @Nullable Integer nameGap,
        @Nullable Integer nameRotate,
        @Nullable List<String> data,
        @Nullable Boolean inverse,
        @Nullable String position,
        @Nullable Double min,
        @Nullable Double max,
        @Nullable Double startValue,
        @Nullable Double interval,
        AxisLabel axisLabel,
        Shown axisLine,
        Shown axisTick,
        Shown splitLine) {

    /** The most pixels that the words beside rows may take in a chart of ordinary width. */
    public static final int ROOM = 220;

    private static final int LINE = 15;
    private static final int SLANT = 35;
    private static final int SLANTED = 100; // pixels of a slanted line, or the first would leave the chart
    private static final int LETTER = 7;
    private static final int NAME_GAP = 34;

    /** Whether a part is drawn. */
    public record Shown(boolean show) {}

    /**
     * The words or numbers along an axis.
     *
     * @param interval 0 shows every one; null those that fit
     * @param width pixels after which {@code overflow} applies
     * @param rotate degrees by which they rise
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AxisLabel(
            boolean show,
            @Nullable Integer interval,
            @Nullable Integer width,
            @Nullable String overflow,
            @Nullable Integer lineHeight,
            @Nullable Integer rotate) {

        static final AxisLabel AS_FIT = new AxisLabel(true, null, null, null, null, null);
        static final AxisLabel NONE = new AxisLabel(false, null, null, null, null, null);
        static final AxisLabel SLANTED_WORDS = new AxisLabel(true, 0, SLANTED, "break", LINE, SLANT);
    }

    /** The part of an axis that a narrow chart changes. */
    public record Labels(AxisLabel axisLabel) {

        /** Words on one line, cut where they are longer than so many pixels. */
        public static Labels cut(int width) {
            return new Labels(new AxisLabel(true, 0, width, "truncate", LINE, null));
        }

        /** Words broken into lines of at most so many pixels. */
        public static Labels broken(int width) {
            return new Labels(new AxisLabel(true, 0, width, "break", LINE, null));
        }
    }

    /** Columns under their names, as many of which are written as fit. */
    public static Axis columns(int grid, String name, List<String> values) {
        return category(grid, name, "middle", NAME_GAP, values, null, AxisLabel.AS_FIT);
    }

    /** Columns under words, all of which are written, on a slant. */
    public static Axis words(int grid, String name, List<String> values) {
        return category(grid, name, "middle", NAME_GAP + slant(values), values, null, AxisLabel.SLANTED_WORDS);
    }

    /** Whether names along an axis are numbers, rather than words that have no order. */
    public static boolean areNumbers(List<String> names) {
        return names.stream().anyMatch(name -> name.matches("[\u2212-]?[0-9.]+"));
    }

    /** How many pixels more slanted words need below a chart than numbers do. */
    public static int slant(List<String> values) {
        int longest = LETTER * values.stream().mapToInt(String::length).max().orElse(0);
        double radians = Math.toRadians(SLANT);
        return (int) (Math.min(SLANTED, longest) * Math.sin(radians) + longest / SLANTED * LINE * Math.cos(radians));
    }

    /** Rows beside their names, the first on top. */
    public static Axis rows(int grid, String name, List<String> values) {
        return category(grid, name, "start", 12, values, true, Labels.cut(ROOM).axisLabel());
    }

    /** An axis that only holds something in place. */
    public static Axis hidden(int grid) {
        return category(grid, null, null, null, List.of(""), null, AxisLabel.NONE);
    }

    /** A scale of numbers on the right of a grid. */
    public static Axis scale(int grid, String name, double min, double max, double step) {
        return new Axis(
                "value",
                grid,
                name,
                "middle",
                44,
                -90,
                null,
                null,
                "right",
                min,
                max,
                min,
                step,
                AxisLabel.AS_FIT,
                new Shown(false),
                new Shown(true),
                new Shown(false));
    }

    /** A scale of numbers on the left of a grid, with a line across at every tick. */
    public static Axis values(int grid, String name, double min, double max, double step) {
        return number(grid, "left", name, min, max, step, AxisLabel.AS_FIT);
    }

    /** Numbers along columns, the first of which is 0, that only hold something in place between them. */
    public static Axis between(int grid, int columns) {
        return number(grid, "top", null, -0.5, columns - 0.5, null, AxisLabel.NONE);
    }

    /** A scale of numbers below a grid, with lines across it. */
    public static Axis numbers(String name, double min, double max, double step) {
        return new Axis(
                "value",
                0,
                name,
                "middle",
                34,
                null,
                null,
                null,
                "bottom",
                min,
                max,
                null,
                step,
                AxisLabel.AS_FIT,
                new Shown(false),
                new Shown(true),
                new Shown(true));
    }

    private static Axis number(
            int grid,
            String position,
            @Nullable String name,
            double min,
            double max,
            @Nullable Double step,
            AxisLabel label) {
        Shown shown = new Shown(label.show());
        return new Axis(
                "value",
                grid,
                name,
                "middle",
                44,
                name == null ? null : 90,
                null,
                null,
                position,
                min,
                max,
                null,
                step,
                label,
                new Shown(false),
                new Shown(false),
                shown);
    }

    private static Axis category(
            int grid,
            @Nullable String name,
            @Nullable String location,
            @Nullable Integer gap,
            List<String> values,
            @Nullable Boolean inverse,
            AxisLabel label) {
        return new Axis(
                "category",
                grid,
                name,
                location,
                gap,
                null,
                values,
                inverse,
                null,
                null,
                null,
                null,
                null,
                label,
                new Shown(label.show()),
                new Shown(label.show()),
                new Shown(false));
    }
}
