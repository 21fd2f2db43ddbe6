package dev.retrace.engine.cli.run;

import dev.retrace.engine.progress.Phrases;
import dev.retrace.engine.run.RunResult;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * How the result of a run is told.
 *
 * @param result of the run
 * @param seconds that it took
 */
public record ResultText(RunResult result, double seconds) {

    private static final int MOST_PROBLEMS = 10;
    private static final List<String> STATES = List.of("served", "computed", "adopted", "failed", "skipped");

    /** For people: a line with the counts, and what failed. */
    public void print(PrintWriter err) {
        err.println(summary(result.counts(), seconds));
        result.problems().stream().limit(MOST_PROBLEMS).forEach(problem -> err.println("failed: " + problem));
        if (result.problems().size() > MOST_PROBLEMS) {
            err.println("failed: and " + (result.problems().size() - MOST_PROBLEMS) + " more");
        }
        if (!result.problems().isEmpty()) {
            err.println("logs: " + shown(result.folder().resolve("logs")) + "; `retrace show CELL` prints one");
        }
    }

    /** For programs: one JSON object. */
    public String toJson() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("run", String.valueOf(result.folder().getFileName()));
        json.put("outcome", result.outcome().name().toLowerCase(Locale.ROOT));
        json.put("seconds", seconds);
        ObjectNode cells = json.putObject("cells");
        STATES.forEach(state -> cells.put(state, result.counts().getOrDefault(state, 0)));
        result.problems().forEach(json.putArray("problems")::add);
        json.put("folder", result.folder().toString());
        result.reports().forEach(report -> json.withArray("reports").add(report.toString()));
        return JsonMapper.shared().writeValueAsString(json);
    }

    /** A path as short as it can be from here. */
    public static String shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path).toString() : path.toString();
    }

    private static String summary(Map<String, Integer> counts, double seconds) {
        String text = STATES.stream()
                .filter(counts::containsKey)
                .map(state -> counts.get(state) + " " + state)
                .collect(Collectors.joining(", "));
        int cells = counts.values().stream().mapToInt(Integer::intValue).sum();
        return cells + " cells: " + text + " · " + Phrases.duration(seconds);
    }
}
