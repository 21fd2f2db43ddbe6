package dev.retrace.engine.repeat;

import dev.retrace.cache.Digest;
import dev.retrace.cache.Store;
import dev.retrace.cache.disk.Scratch;
import dev.retrace.engine.repeat.Form.Blank;
import dev.retrace.engine.run.ReportFiles;
import dev.retrace.engine.run.RunResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A run that found everything as the last one left it, and said what that one would have said.
 *
 * @param announced lines that it says first
 * @param cells how many were served of each step, in the workflow's order
 * @param result of it
 */
public record Repetition(List<String> announced, Map<String, Integer> cells, RunResult result) {

    private static final int NANOS_PER_MICRO = 1000;

    /**
     * Runs a command that way, if it can be.
     *
     * @param root of the store
     * @return nothing if the ordinary way must be gone; then nothing was done
     */
    public static Optional<Repetition> of(Command command, Path root) {
        try {
            if (!Store.remembers(root)) {
                return Optional.empty();
            }
            Store store = Store.open(root);
            Optional<byte[]> said = store.repeats().find(command.meaning(command.text()));
            if (said.isEmpty() || !store.isQuiet()) {
                return Optional.empty();
            }
            Repeat repeat = RepeatFile.read(said.get());
            return repeat.foundation().holds() ? Optional.of(run(store, repeat)) : Optional.empty();
        } catch (IOException | RuntimeException unusual) {
            return Optional.empty(); // whatever it is, the ordinary way finds it too, and says it
        }
    }

    private static Repetition run(Store store, Repeat repeat) throws IOException {
        Instant now = Instant.now();
        if (now.get(ChronoField.NANO_OF_SECOND) % NANOS_PER_MICRO == 0) {
            now = now.plusNanos(1); // its text then has all digits, as that in the forms
        }
        String id = store.runs().newIdOfMoment(now);
        try {
            List<Path> reports = write(store, repeat, id, now);
            Path folder = store.runs().folder(id);
            RunResult result = new RunResult(
                    RunResult.Outcome.DONE, Map.of("served", repeat.served()), List.of(), reports, folder);
            return new Repetition(repeat.announced(), repeat.cells(), result);
        } catch (IOException | RuntimeException failed) {
            Scratch.deleteTree(store.runs().folder(id));
            throw failed;
        }
    }

    private static List<Path> write(Store store, Repeat repeat, String id, Instant now) throws IOException {
        Map<Blank, String> values = new HashMap<>(Map.of(Blank.RUN, id, Blank.TIME, now.toString()));
        byte[] record = Objects.requireNonNull(repeat.pages().get(Rehearsal.RECORD), "a run has its record")
                .filled(values);
        values.put(Blank.RECORD, Digest.of(record).hex());
        store.runs().write(id, Rehearsal.RECORD, record);
        ReportFiles files = new ReportFiles(
                store.runs(), id, store.content(), repeat.reports().size() == 1);
        List<Path> reports = new ArrayList<>();
        for (ReportFiles.Report report : repeat.reports()) {
            reports.add(files.copy(report));
        }
        for (Map.Entry<String, Form> page : repeat.pages().entrySet()) {
            if (!page.getKey().equals(Rehearsal.RECORD)) {
                store.runs().write(id, page.getKey(), page.getValue().filled(values));
            }
        }
        return reports;
    }
}
