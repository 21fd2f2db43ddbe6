package dev.retrace.engine.cli;

import dev.retrace.cache.RunCell;
import dev.retrace.cache.RunRecord;
import dev.retrace.cache.Store;
import dev.retrace.engine.cli.store.StoreOption;
import dev.retrace.engine.progress.Phrases;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists earlier runs, newest first. */
@Command(name = "runs", mixinStandardHelpOptions = true, description = "Lists earlier runs, newest first.")
final class RunsCommand implements Callable<Integer> {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.systemDefault());

    @Mixin
    private StoreOption storeOption = new StoreOption();

    @Option(names = "--limit", defaultValue = "20", paramLabel = "N", description = "At most so many (default: 20).")
    private int limit = 20;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Store store = storeOption.openForReading();
        PrintWriter out = spec.commandLine().getOut();
        List<String> ids = store.runs().ids();
        for (String id : ids.stream().limit(limit).toList()) {
            try {
                store.runs().read(id).ifPresent(record -> out.println(line(record)));
            } catch (IOException unreadable) {
                out.println(id + "  its run.json cannot be read: " + unreadable.getMessage());
            }
        }
        if (ids.isEmpty()) {
            spec.commandLine().getErr().println("no runs yet in " + store.root());
        }
        return ExitCode.DONE;
    }

    private static String line(RunRecord run) {
        Map<String, Integer> counts = new TreeMap<>();
        for (RunCell cell : run.cells()) {
            counts.merge(cell.state(), 1, Integer::sum);
        }
        String cells = counts.entrySet().stream()
                .map(state -> state.getValue() + " " + state.getKey())
                .collect(Collectors.joining(", "));
        return "%s  %s  %-12s %-11s %8s  %s"
                .formatted(run.id(), TIME.format(run.started()), run.workflow(), outcome(run), took(run), cells);
    }

    // A run that was killed could not say so: its process is gone.
    private static String outcome(RunRecord run) {
        String pid = run.environment().getOrDefault("pid", "");
        boolean gone = pid.isEmpty() || ProcessHandle.of(Long.parseLong(pid)).isEmpty();
        return run.outcome().equals("running") && gone ? "killed" : run.outcome();
    }

    private static String took(RunRecord run) {
        Instant finished = run.finished();
        return finished == null
                ? "-"
                : Phrases.duration(Duration.between(run.started(), finished).toMillis() / 1000.0);
    }
}
