package dev.retrace.reports.diff;

import dev.retrace.engine.command.PastCell;
import dev.retrace.engine.command.PastRun;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.TableException;
import dev.retrace.reports.figure.Observed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A figure of a run.
 *
 * @param name of its cell: the step's id with its coordinates
 * @param figure digest of what was drawn
 * @param table digests of what it was drawn from
 * @param observed the values behind it; null where they cannot be had
 * @param problem why not, else empty
 */
record Drawn(
        String name,
        String figure,
        List<String> table,
        @Nullable Observed observed,
        String problem) {

    private static final String PLOT = "plot";
    private static final String REPORT = "report";
    private static final String TABLE = "table";
    private static final String FIGURE = "figure";

    Drawn {
        table = List.copyOf(table);
    }

    /** All figures of a run that were drawn from tables, in the order of its report. */
    static List<Drawn> of(PastRun run) throws IOException {
        List<String> order = new ArrayList<>();
        for (PastCell cell : run.cells()) {
            if (cell.step().equals(REPORT)) {
                cell.inputs().values().forEach(parts -> parts.forEach(part -> order.add(part.digest())));
            }
        }
        List<Drawn> figures = new ArrayList<>();
        for (PastCell cell : run.cells()) {
            if (cell.step().equals(PLOT)) {
                figures.add(of(run, cell));
            }
        }
        figures.sort(Comparator.comparingInt(drawn -> place(order, drawn.figure)));
        return figures;
    }

    private static int place(List<String> order, String digest) {
        int place = order.indexOf(digest);
        return place < 0 ? order.size() : place;
    }

    private static Drawn of(PastRun run, PastCell cell) throws IOException {
        List<String> table = cell.inputs().getOrDefault(TABLE, List.of()).stream()
                .map(PastCell.Source::digest)
                .toList();
        String figure = cell.outputs().getOrDefault(FIGURE, "");
        try {
            Observed observed = Observed.of(cell.parameters(), run.inputs(cell).table(TABLE));
            return new Drawn(cell.name(), figure, table, observed, "");
        } catch (StepException | TableException unreadable) {
            return new Drawn(cell.name(), figure, table, null, String.valueOf(unreadable.getMessage()));
        }
    }

    /** The number of the published figure that it reproduces, if it does. */
    Optional<String> paperFigure() {
        return Optional.ofNullable(observed).map(Observed::paperFigure);
    }

    /** What it shows, in words; nothing where its values cannot be had. */
    Optional<String> title() {
        return Optional.ofNullable(observed).map(Observed::title);
    }

    /** What it is called on a page. */
    String label() {
        return paperFigure().map(number -> "Figure " + number).orElse(name);
    }

    /** Whether both were drawn from the same bytes. */
    boolean sameTable(Drawn other) {
        return table.equals(other.table);
    }

    /** A param of a figure as text, for words. */
    static String text(JsonNode value) {
        return value.isString() ? value.asString() : value.toString();
    }
}
