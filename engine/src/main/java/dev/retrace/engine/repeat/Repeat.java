package dev.retrace.engine.repeat;

import dev.retrace.engine.run.ReportFiles.Report;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a command says and leaves as long as its foundation holds: all of its cells are served.
 *
 * @param foundation what that rests on
 * @param announced lines that it says first
 * @param cells how many of each step, in the workflow's order
 * @param pages what it writes into the run's folder, by name
 * @param reports that it copies there from the store
 */
record Repeat(
        Foundation foundation,
        List<String> announced,
        Map<String, Integer> cells,
        Map<String, Form> pages,
        List<Report> reports) {

    Repeat {
        announced = List.copyOf(announced);
        cells = Collections.unmodifiableMap(new LinkedHashMap<>(cells));
        pages = Collections.unmodifiableMap(new LinkedHashMap<>(pages));
        reports = List.copyOf(reports);
        pages.keySet().forEach(Repeat::requirePlain);
        reports.forEach(report -> requirePlain(report.cell()));
    }

    /** A store may come from a stranger: what is written by these names stays in the run's folder. */
    private static void requirePlain(String name) {
        if (name.isEmpty() || name.startsWith(".") || name.chars().anyMatch(c -> c == '/' || c == '\\' || c < ' ')) {
            throw new IllegalArgumentException("a run's folder has no file of the name '" + name + "'");
        }
    }

    int served() {
        return cells.values().stream().mapToInt(Integer::intValue).sum();
    }
}
