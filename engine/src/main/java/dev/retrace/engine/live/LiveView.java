package dev.retrace.engine.live;

import dev.retrace.engine.progress.StepProgress;
import dev.retrace.engine.provenance.RunCrate;
import dev.retrace.engine.run.RunResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a run stands, as its live page reads it.
 *
 * @param run its id
 * @param millis since it began
 * @param steps in the workflow's order
 * @param running what the lanes work on
 * @param failures the first that failed
 * @param failed how many failed
 * @param notes what a person should know, the latest last
 * @param ending null while it goes on
 */
record LiveView(
        String run,
        long millis,
        List<StepProgress> steps,
        List<Running> running,
        List<Failure> failures,
        int failed,
        List<String> notes,
        @Nullable Ending ending) {

    LiveView {
        steps = List.copyOf(steps);
        running = List.copyOf(running);
        failures = List.copyOf(failures);
    }

    /** A cell at work; {@code total} is 0 until it said how far it is. */
    record Running(String cell, String lane, long millis, long done, long total) {}

    /** A cell that failed, and why. */
    record Failure(String cell, String message) {}

    /** A page that the run wrote; asked for by its name. */
    record Page(String name, String title, String path) {}

    /** How it ended. */
    record Ending(String outcome, Map<String, Integer> counts, List<Page> pages, String folder) {

        static @Nullable Ending of(@Nullable RunResult result) {
            return result == null
                    ? null
                    : new Ending(
                            result.outcome().name().toLowerCase(Locale.ROOT),
                            result.counts(),
                            pages(result),
                            result.folder().toString());
        }

        private static List<Page> pages(RunResult result) {
            List<Page> pages = new ArrayList<>();
            for (Path report : result.reports()) {
                String name = report.getFileName().toString();
                String title = result.reports().size() == 1 ? "Report" : name;
                pages.add(new Page(name, title, report.toString()));
            }
            Path run = result.folder().resolve(RunCrate.PAGE);
            if (Files.exists(run)) {
                pages.add(new Page(RunCrate.PAGE, "Run page", run.toString()));
            }
            return pages;
        }
    }
}
