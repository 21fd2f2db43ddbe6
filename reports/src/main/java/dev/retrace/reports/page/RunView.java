package dev.retrace.reports.page;

import dev.retrace.engine.provenance.RunStory;
import dev.retrace.reports.page.Stage.Entry;
import dev.retrace.reports.text.VisibleText;
import gg.jte.Content;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A run as its template shows it. The cells are rows that the page's program makes when they are looked
 * at; a page of ten thousand written rows would take seconds to open.
 *
 * @param summary the cells by state, in words
 * @param facts id, times, outcome, environment
 * @param states the columns of {@code steps}
 * @param steps how many cells of each step came to which state
 * @param cells how many there are
 * @param reports the files beside the page
 * @param hasTimeline whether anything has a time
 * @param data for the page's program
 */
public record RunView(
        String title,
        String outcome,
        String summary,
        List<Entry> facts,
        List<Entry> environment,
        List<String> states,
        List<StepCounts> steps,
        int cells,
        List<Report> reports,
        boolean hasTimeline,
        Content data) {

    private static final List<String> KNOWN = List.of("served", "computed", "adopted", "failed", "skipped");

    /** One step's cells: how many came to each state, and how long they took together. */
    public record StepCounts(String id, String step, String reads, int total, List<Integer> counts, String time) {}

    /** A report beside the page. */
    public record Report(String name, String address) {}

    static RunView of(RunStory run) {
        List<Map<String, Integer>> counts = counts(run);
        List<String> states = states(run);
        return new RunView(
                "Run of " + (run.workflow().isBlank() ? "a workflow" : VisibleText.of(run.workflow())),
                run.outcome(),
                summary(run, states),
                facts(run),
                run.environment().entrySet().stream()
                        .map(entry -> new Entry(VisibleText.of(entry.getKey()), VisibleText.of(entry.getValue())))
                        .toList(),
                states,
                steps(run, states, counts),
                run.cells().size(),
                run.reports().stream().map(RunView::report).toList(),
                run.cells().stream().anyMatch(cell -> cell.start() >= 0),
                RunData.of(run).embedded());
    }

    // Cells of matrices have brackets in their names, and so have the reports that they make.
    private static Report report(String file) {
        String address =
                file.replace("%", "%25").replace("[", "%5B").replace("]", "%5D").replace("#", "%23");
        return new Report(VisibleText.of(file), address);
    }

    private static List<Entry> facts(RunStory run) {
        return List.of(
                new Entry("Run", VisibleText.of(run.id())),
                new Entry("Workflow", VisibleText.of(run.workflowFile())),
                new Entry("Started", run.started().toString()),
                new Entry(
                        "Took",
                        duration(run.finished().toEpochMilli() - run.started().toEpochMilli())));
    }

    private static List<String> states(RunStory run) {
        List<String> states = new ArrayList<>(KNOWN);
        run.cells().stream()
                .map(RunStory.Cell::state)
                .distinct()
                .filter(state -> !states.contains(state))
                .forEach(states::add);
        if (run.cells().stream().noneMatch(cell -> cell.state().equals("adopted"))) {
            states.remove("adopted"); // only where two runs share work
        }
        return states;
    }

    private static String summary(RunStory run, List<String> states) {
        Map<String, Long> counts =
                run.cells().stream().collect(Collectors.groupingBy(RunStory.Cell::state, Collectors.counting()));
        String words = states.stream()
                .filter(counts::containsKey)
                .map(state -> counts.get(state) + " " + state)
                .collect(Collectors.joining(", "));
        return run.cells().size() + (run.cells().size() == 1 ? " cell: " : " cells: ") + words;
    }

    private static List<Map<String, Integer>> counts(RunStory run) {
        List<Map<String, Integer>> counts = new ArrayList<>();
        run.steps().forEach(step -> counts.add(new LinkedHashMap<>()));
        run.cells().forEach(cell -> counts.get(cell.step()).merge(cell.state(), 1, Integer::sum));
        return counts;
    }

    private static List<StepCounts> steps(RunStory run, List<String> states, List<Map<String, Integer>> counts) {
        long[] millis = new long[run.steps().size()];
        run.cells().forEach(cell -> millis[cell.step()] += cell.millis());
        List<StepCounts> steps = new ArrayList<>();
        for (int i = 0; i < run.steps().size(); i++) {
            RunStory.Step step = run.steps().get(i);
            Map<String, Integer> own = counts.get(i);
            steps.add(new StepCounts(
                    VisibleText.of(step.id()),
                    VisibleText.of(step.step()),
                    step.reads().stream()
                            .map(read -> VisibleText.of(run.steps().get(read).id()))
                            .collect(Collectors.joining(", ")),
                    own.values().stream().mapToInt(Integer::intValue).sum(),
                    states.stream().map(state -> own.getOrDefault(state, 0)).toList(),
                    millis[i] == 0 ? "" : duration(millis[i])));
        }
        return steps;
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
}
