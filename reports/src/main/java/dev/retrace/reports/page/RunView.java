package dev.retrace.reports.page;

import dev.retrace.reports.page.Stage.Entry;
import dev.retrace.reports.text.VisibleText;
import gg.jte.Content;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A run as its template shows it.
 *
 * @param facts id, times, outcome, environment
 * @param states the columns of {@code steps}
 * @param steps how many cells of each step came to which state
 * @param cells one row per cell
 * @param hasReport whether {@code report.html} lies beside the page
 * @param hasTimeline whether anything has a time
 * @param timeline for the page's program
 */
public record RunView(
        String title,
        String outcome,
        List<Entry> facts,
        List<Entry> environment,
        List<String> states,
        List<StepCounts> steps,
        List<CellRow> cells,
        boolean hasReport,
        boolean hasTimeline,
        Content timeline) {

    /** One step's cells: how many came to each state, and how long they took together. */
    public record StepCounts(String id, String step, List<Integer> counts, String time) {}

    /** One cell. */
    public record CellRow(String cell, String step, String state, String time, String lane, String key, String why) {}

    static RunView of(RunRecord run, boolean hasReport) {
        Timeline timeline = Timeline.of(run);
        return new RunView(
                "Run of " + orElse(run.workflow(), "a workflow"),
                orElse(run.outcome(), "unknown"),
                facts(run),
                environment(run.environment()),
                run.states(),
                steps(run),
                run.cells().stream().map(RunView::row).toList(),
                hasReport,
                !timeline.bars().isEmpty(),
                EmbeddedJson.of(timeline));
    }

    private static List<Entry> facts(RunRecord run) {
        List<Entry> facts = new ArrayList<>();
        add(facts, "Run", run.id());
        add(facts, "Workflow", run.workflowFile());
        add(facts, "Started", run.started());
        add(facts, "Finished", run.finished());
        return facts;
    }

    private static void add(List<Entry> facts, String name, @Nullable String value) {
        if (value != null) {
            facts.add(new Entry(name, VisibleText.of(value)));
        }
    }

    private static List<Entry> environment(JsonNode environment) {
        List<Entry> entries = new ArrayList<>();
        environment
                .properties()
                .forEach(entry -> entries.add(new Entry(
                        VisibleText.of(entry.getKey()),
                        VisibleText.of(
                                entry.getValue().isString()
                                        ? entry.getValue().asString()
                                        : entry.getValue().toString()))));
        return entries;
    }

    private static List<StepCounts> steps(RunRecord run) {
        Map<String, List<RunRecord.Cell>> steps = new LinkedHashMap<>();
        for (RunRecord.Cell cell : run.cells()) {
            steps.computeIfAbsent(orElse(cell.stepId(), "?"), any -> new ArrayList<>())
                    .add(cell);
        }
        List<StepCounts> counts = new ArrayList<>();
        steps.forEach((id, cells) -> counts.add(new StepCounts(
                id,
                orElse(cells.get(0).step(), ""),
                run.states().stream().map(state -> count(cells, state)).toList(),
                time(cells.stream().mapToLong(RunView::millis).sum()))));
        return counts;
    }

    private static int count(List<RunRecord.Cell> cells, String state) {
        return (int)
                cells.stream().filter(cell -> cell.stateWord().equals(state)).count();
    }

    private static CellRow row(RunRecord.Cell cell) {
        List<String> why = new ArrayList<>();
        if (cell.message() != null) {
            why.add(cell.message());
        }
        if (cell.reason() != null) {
            why.add(cell.reason());
        }
        return new CellRow(
                orElse(cell.cell(), "?"),
                orElse(cell.step(), ""),
                VisibleText.of(cell.stateWord()),
                time(millis(cell)),
                orElse(cell.lane(), ""),
                orElse(cell.key(), "").replaceFirst("^sha256:", ""),
                VisibleText.of(String.join(" · ", why)));
    }

    private static String time(long millis) {
        return millis == 0 ? "" : duration(millis);
    }

    private static long millis(RunRecord.Cell cell) {
        return cell.millis() == null ? 0 : cell.millis();
    }

    /** For reading: {@code 340 ms}, {@code 1.5 s}, {@code 4 min 12 s}, {@code 2 h 5 min}. */
    static String duration(long millis) {
        long seconds = Math.round(millis / 1000.0);
        if (millis < 1000) {
            return millis + " ms";
        } else if (millis < 60_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        } else if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }

    private static String orElse(@Nullable String given, String otherwise) {
        return given == null ? otherwise : VisibleText.of(given);
    }
}
