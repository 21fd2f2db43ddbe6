package dev.retrace.reports.page;

import dev.retrace.reports.text.VisibleText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When which lane worked on what, for drawing.
 *
 * @param lanes from top to bottom
 * @param steps the ids of the steps, in the order of their first cell
 * @param bars in the order of the cells
 */
record Timeline(List<String> lanes, List<String> steps, List<Bar> bars) {

    private static final String NO_LANE = "engine";

    /**
     * One cell's time.
     *
     * @param lane which of the lanes
     * @param step which of the steps
     * @param start milliseconds since the first start
     * @param millis how long, 0 where served
     * @param name the sentence that a tooltip and a screen reader give
     */
    record Bar(int lane, int step, long start, long millis, String state, String name) {}

    static Timeline of(RunRecord run) {
        List<String> lanes = new ArrayList<>();
        List<String> steps = new ArrayList<>();
        List<Bar> bars = new ArrayList<>();
        long origin = run.cells().stream()
                .flatMap(cell -> instant(cell.started()).stream())
                .mapToLong(Instant::toEpochMilli)
                .min()
                .orElse(0);
        for (RunRecord.Cell cell : run.cells()) {
            int step = index(steps, cell.stepId() == null ? "?" : VisibleText.of(cell.stepId()));
            Optional<Instant> started = instant(cell.started());
            if (started.isPresent()) {
                int lane = index(lanes, cell.lane() == null ? NO_LANE : VisibleText.of(cell.lane()));
                bars.add(bar(cell, lane, step, started.get().toEpochMilli() - origin));
            }
        }
        return new Timeline(lanes, steps, bars);
    }

    private static Bar bar(RunRecord.Cell cell, int lane, int step, long start) {
        long millis = cell.millis() == null ? 0 : cell.millis();
        String took = millis > 0 ? ", " + RunView.duration(millis) : "";
        String name = VisibleText.of(cell.cell() == null ? "?" : cell.cell()) + ": " + VisibleText.of(cell.stateWord())
                + " after " + RunView.duration(start) + took;
        return new Bar(lane, step, start, millis, cell.stateWord(), name);
    }

    private static int index(List<String> names, String name) {
        if (!names.contains(name)) {
            names.add(name);
        }
        return names.indexOf(name);
    }

    private static Optional<Instant> instant(@Nullable String text) {
        try {
            return text == null
                    ? Optional.empty()
                    : Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException notAnInstant) {
            return Optional.empty(); // the cell is in the table, if not in the drawing
        }
    }
}
