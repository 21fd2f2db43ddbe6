package dev.retrace.engine.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How a run ended.
 *
 * @param outcome of the whole
 * @param counts cells by state, by the state's name
 * @param problems the failed cells and why, one line each
 * @param reports the pages that it wrote
 * @param folder of the run
 */
public record RunResult(
        Outcome outcome, Map<String, Integer> counts, List<String> problems, List<Path> reports, Path folder) {

    /** How a run can end. */
    public enum Outcome {
        DONE,
        FAILED,
        INTERRUPTED
    }

    public RunResult {
        counts = Map.copyOf(counts);
        problems = List.copyOf(problems);
        reports = List.copyOf(reports);
    }
}
