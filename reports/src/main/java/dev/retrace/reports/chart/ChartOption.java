package dev.retrace.reports.chart;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.retrace.reports.text.TextWidth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole option.
 *
 * @param animation whether marks move when drawn; exports want false
 * @param title above each grid; null where there is one grid
 * @param legend null: what needs one brings its own, such as a colour bar
 * @param media what differs on narrow screens
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChartOption(
        boolean animation,
        TextStyle textStyle,
        Tooltip tooltip,
        @Nullable List<Title> title,
        List<Grid> grid,
        List<Axis> xAxis,
        List<Axis> yAxis,
        @Nullable Legend legend,
        @Nullable List<VisualMap> visualMap,
        List<Series> series,
        List<Media> media) {

    /** The font of all text; the reader's own. */
    public record TextStyle(String fontFamily, int fontSize) {

        /** The sans-serif font of the reader's system. */
        public static final TextStyle SYSTEM = new TextStyle(
                "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Noto Sans', sans-serif", 12);
    }

    /**
     * What is shown at the mark under the pointer.
     *
     * @param renderMode {@code richText}: HTML tooltips carry inline styles, which the page's policy refuses
     * @param formatter a template; <code>{b}</code> is the item's name
     */
    public record Tooltip(String trigger, String renderMode, boolean confine, String formatter) {

        /** Shows the name of one item, which is a whole sentence. */
        public static final Tooltip NAME_OF_ITEM = new Tooltip("item", "richText", true, "{b}");
    }

    /**
     * What the series are called, above the grid; a click hides one.
     *
     * @param data the names, in their order
     */
    public record Legend(int top, int itemGap, List<String> data) {

        private static final int MARK = 30;
        private static final int LINE = 14;
        private static final int GAP = 18;

        /** Of a chart on a page that is not narrow. */
        private static final int WIDTH = 860;

        public Legend(List<String> data) {
            this(4, GAP, data);
        }

        /** How many pixels it needs below its first line where the chart is not narrow, at most. */
        public int further() {
            int lines = 1;
            int filled = 0;
            for (String name : data) {
                int wide = MARK + TextWidth.of(name, TextStyle.SYSTEM.fontSize());
                if (filled > 0 && filled + GAP + wide > WIDTH) {
                    lines++;
                    filled = 0;
                }
                filled += (filled > 0 ? GAP : 0) + wide;
            }
            return (lines - 1) * (LINE + GAP);
        }
    }

    /**
     * A rectangle that axes frame, in pixels from the sides of the chart.
     *
     * @param left null: as far as {@code width} and {@code right} leave
     * @param width null: all that is left
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Grid(
            String id,
            @Nullable Integer left,
            int right,
            int top,
            int bottom,
            @Nullable Integer width) {}

    /**
     * A number as a colour, without a legend of its own.
     *
     * @param dimension which number of an item's value
     * @param seriesIndex the series that it colours
     */
    public record VisualMap(
            String id,
            String type,
            boolean show,
            double min,
            double max,
            int dimension,
            List<Integer> seriesIndex,
            Range inRange) {}

    /** Colours from the least to the greatest value, evenly spaced. */
    public record Range(List<String> color) {}

    /**
     * What replaces parts of the option where the query holds.
     *
     * @param query null: where no other query holds
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Media(@Nullable Query query, Room option) {}

    /** Holds in charts of at most so many pixels. */
    public record Query(int maxWidth) {}

    /** How much room words have beside or above the grids. */
    public sealed interface Room {}

    /** A few words above a grid. */
    public record Title(String id, String text, int left, int top, TitleStyle textStyle) {

        /** @param left pixels from the left edge of the chart */
        public Title(String id, String text, int left, int top) {
            this(id, text, left, top, TitleStyle.SMALL);
        }
    }

    /** How a title is written. */
    public record TitleStyle(int fontSize, String fontWeight) {

        static final TitleStyle SMALL = new TitleStyle(12, "bold");
    }

    /** Of the words along the vertical axes, in the axes' order. */
    public record RoomForWords(List<Side> grid, List<Axis.Labels> yAxis) implements Room {}

    /** Of a legend, which has more lines where the chart is narrow. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RoomForLegend(List<Top> grid, @Nullable List<Top> title) implements Room {}

    /** Where a grid or its title starts below the chart's upper edge. */
    public record Top(int top) {}

    /** Where a grid starts. */
    public record Side(int left) {}
}
