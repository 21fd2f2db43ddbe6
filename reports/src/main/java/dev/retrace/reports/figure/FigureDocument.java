package dev.retrace.reports.figure;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Everything that a page shows of one figure, whatever its kind; the JSON that {@code plot} writes
 * and {@code report} reads.
 *
 * @param schema of this document
 * @param kind as workflows write it
 * @param paperFigure the figure's number in the paper, such as {@code 2b}, if it reproduces one
 * @param interval what the uncertainty in it is, in words
 * @param normalisation of the effect, {@code paper} or {@code proper}, if it is one
 * @param finding the figure in one sentence, for those who do not see it
 * @param comparison with published values, if there are any
 * @param table the aggregated values
 * @param chart how it is drawn, if it is a chart
 * @param grid what it shows, if it is a table
 * @param schematic which of our drawings it is, if it is one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FigureDocument(
        int schema,
        String kind,
        @Nullable String paperFigure,
        String title,
        String caption,
        Sample sample,
        List<Dropped> dropped,
        String interval,
        @Nullable String normalisation,
        Labels labels,
        String finding,
        @Nullable Comparison comparison,
        Values table,
        @Nullable Chart chart,
        @Nullable Grid grid,
        @Nullable String schematic) {

    /** The schema of documents that this version writes and reads. */
    public static final int SCHEMA = 2;

    public FigureDocument {
        dropped = List.copyOf(dropped);
    }

    /** The same figure, compared with published values. */
    FigureDocument with(Comparison found) {
        return new FigureDocument(
                schema,
                kind,
                paperFigure,
                title,
                caption,
                sample,
                dropped,
                interval,
                normalisation,
                labels,
                finding,
                found,
                table,
                chart,
                grid,
                schematic);
    }

    /**
     * What the figure rests on.
     *
     * @param unit what one observation is, {@code fact}
     * @param total units in the table
     * @param used units with at least one value in the figure
     * @param groups used units by relation, empty where the table does not tell
     */
    public record Sample(String unit, int total, int used, List<Group> groups) {

        public Sample {
            groups = List.copyOf(groups);
        }
    }

    /** How many units of a relation take part. */
    public record Group(String name, int count) {}

    /** What was left out: so many units or rows, and why. */
    public record Dropped(int count, String what, String why) {}

    /**
     * How the figure agrees with published values.
     *
     * @param sentence the whole in one
     * @param source where the published values are from
     * @param columns of the details
     * @param rows the details, the first text of each its name
     */
    public record Comparison(String sentence, String source, List<String> columns, List<List<String>> rows) {

        public Comparison {
            columns = List.copyOf(columns);
            rows = rows.stream().map(List::copyOf).toList();
        }
    }

    /**
     * A table for reading.
     *
     * @param columns the first is that of the rows' names
     * @param rows of as many texts
     */
    public record Grid(List<String> columns, List<List<String>> rows) {

        public Grid {
            columns = List.copyOf(columns);
            rows = rows.stream().map(List::copyOf).toList();
        }
    }

    /** What the axes and the value are called. */
    public record Labels(String x, String y, String value) {}

    /**
     * A table of texts, numbers and nulls.
     *
     * @param keys how many leading columns name the row
     */
    public record Values(List<String> columns, int keys, List<List<@Nullable Object>> rows) {

        public Values {
            columns = List.copyOf(columns);
            rows = Collections.unmodifiableList(new ArrayList<>(rows));
        }
    }

    /**
     * A figure as ECharts draws it.
     *
     * @param height pixels
     * @param option for {@code setOption}
     * @param dark what to merge into the option on a dark page
     * @param cells rows from top to bottom of marks from left to right, each as series and item: what
     *     the arrow keys walk through
     */
    public record Chart(int height, JsonNode option, JsonNode dark, List<List<List<Integer>>> cells) {

        public Chart {
            cells = List.copyOf(cells);
        }
    }
}
