package dev.retrace.engine.run;

import dev.retrace.cache.RunCell;
import dev.retrace.cache.RunHistory;
import dev.retrace.cache.RunRecord;
import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.workflow.Workflow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The diary of one run, kept in its folder as the run goes on: {@code run.json} and a log per cell,
 * so that a kill loses at most the last second of it. What changes is appended beside {@code run.json}
 * each second by a thread of its own, so that the diary costs a long sweep no more than a short one.
 */
public final class RunJournal {

    private static final long PAUSE_MILLIS = 1000;

    private final RunHistory history;
    private final String id;
    private final Workflow workflow;
    private final Instant started;
    private final SortedMap<String, String> environment;
    private final Function<Cell, String> reasons;
    private final Map<String, RunCell> cells = new LinkedHashMap<>();
    private final Set<String> changed = new LinkedHashSet<>();
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, "journal");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable Future<?> appending;
    private @Nullable RunRecord whole;
    private final List<Long> found = new ArrayList<>(); // when each of the cells became known

    /** @param reasons why a ready cell must run */
    public RunJournal(
            RunHistory history,
            String id,
            Workflow workflow,
            SortedMap<String, String> environment,
            Function<Cell, String> reasons) {
        this.history = history;
        this.id = id;
        this.workflow = workflow;
        this.started = Instant.now();
        this.environment = environment;
        this.reasons = reasons;
    }

    /** The run's id. */
    public String id() {
        return id;
    }

    /** What is run. */
    Workflow workflow() {
        return workflow;
    }

    /** The run's folder. */
    public Path folder() {
        return history.folder(id);
    }

    /** The whole diary; nothing before the run's end. */
    public synchronized Optional<RunRecord> finished() {
        return Optional.ofNullable(whole);
    }

    /** Cells by state, by the state's name. */
    public synchronized Map<String, Integer> counts() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        cells.values().forEach(cell -> counts.merge(cell.state(), 1, Integer::sum));
        return counts;
    }

    synchronized void decided(List<Cell> known) {
        long now = Duration.between(started, Instant.now()).toMillis();
        for (Cell cell : known) {
            found.add(now);
            boolean ready = cell.state() == Cell.State.READY;
            put(cell, new Entry(null, 0, "", ready ? reasons.apply(cell) : ""));
        }
    }

    synchronized void started(Cell cell, String lane, Instant when) {
        RunCell known = Objects.requireNonNull(cells.get(cell.name()));
        put(cell, new Entry(when, 0, lane, known.reason()));
        if (appending == null) {
            begin();
        }
    }

    synchronized void ended(Cell cell) {
        RunCell known = Objects.requireNonNull(cells.get(cell.name()));
        Instant began = known.started();
        long millis = began == null ? 0 : Duration.between(began, Instant.now()).toMillis();
        put(cell, new Entry(began, millis, known.lane(), known.reason()));
    }

    /** Adds to a cell's log. */
    synchronized void log(Cell cell, String text) {
        try {
            Path log = log(folder(), cell.name());
            Files.createDirectories(log.getParent());
            Files.writeString(
                    log,
                    Instant.now() + " " + text.stripTrailing() + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** Where the log of a cell lies in a run's folder. */
    public static Path log(Path runFolder, String cell) {
        return runFolder.resolve("logs").resolve(cell.replaceAll("[^A-Za-z0-9#=,.\\[\\]-]", "_") + ".log");
    }

    /** For each cell of the record, milliseconds from the run's start until it was known. */
    synchronized List<Long> found() {
        return List.copyOf(found);
    }

    /** Writes the last state of the diary and gives it; what is still to run then was not run. */
    public RunRecord finish(String outcome) {
        stop();
        synchronized (this) {
            cells.replaceAll((name, cell) -> cell.state().equals("ready") ? notRun(cell) : cell);
            RunRecord last = write(outcome, Instant.now());
            whole = last;
            return last;
        }
    }

    /** From the first cell that is computed on; a run that only serves is over before it could be killed. */
    private void begin() {
        changed.clear();
        write("running", null);
        appending = clock.scheduleWithFixedDelay(this::append, PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void append() {
        List<RunCell> news = news();
        try {
            if (!news.isEmpty()) {
                history.append(id, news);
            }
        } catch (IOException unwritable) {
            again(news);
        }
    }

    private synchronized List<RunCell> news() {
        List<RunCell> news = changed.stream()
                .map(name -> Objects.requireNonNull(cells.get(name)))
                .toList();
        changed.clear();
        return news;
    }

    // A disk that is full now may not be so in a second; at the end the diary must be written.
    private synchronized void again(List<RunCell> news) {
        news.forEach(cell -> changed.add(cell.cell()));
    }

    private void stop() {
        clock.shutdown();
        try {
            clock.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private static RunCell notRun(RunCell cell) {
        return new RunCell(
                cell.cell(),
                cell.stepId(),
                cell.step(),
                cell.key(),
                "skipped",
                null,
                0,
                "",
                "not run: the run ended before",
                cell.reason());
    }

    private record Entry(@Nullable Instant started, long millis, String lane, String reason) {}

    private void put(Cell cell, Entry entry) {
        changed.add(cell.name());
        cells.put(
                cell.name(),
                new RunCell(
                        cell.name(),
                        cell.node().id(),
                        cell.descriptor().name(),
                        cell.document().key().toString(),
                        cell.state().name().toLowerCase(Locale.ROOT),
                        entry.started(),
                        entry.millis(),
                        entry.lane(),
                        cell.message(),
                        entry.reason()));
    }

    private RunRecord write(String outcome, @Nullable Instant finished) {
        RunRecord record = new RunRecord(
                id,
                workflow.name(),
                workflow.file().toString(),
                started,
                finished,
                outcome,
                environment,
                new ArrayList<>(cells.values()));
        try {
            history.write(record);
            return record;
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
