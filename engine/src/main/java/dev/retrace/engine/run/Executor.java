package dev.retrace.engine.run;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Digest;
import dev.retrace.cache.Store;
import dev.retrace.engine.lane.CellFailure;
import dev.retrace.engine.lane.CellFailure.Cause;
import dev.retrace.engine.lane.LaneThread;
import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.plan.CellGroup;
import dev.retrace.engine.schedule.Brakes;
import dev.retrace.engine.schedule.Budget;
import dev.retrace.engine.schedule.Capacity;
import dev.retrace.engine.schedule.CellQueue;
import dev.retrace.engine.schedule.Need;
import dev.retrace.engine.schedule.RetryPolicy;
import dev.retrace.engine.step.StepDescriptor.Placement;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.yaml.Quantities;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Computes the ready cells of a graph on lanes until none is left, too many failed, or someone
 * interrupts. Its thread is the only one that touches graph, queue and journal; it sleeps until a lane
 * tells something or a time has come.
 */
public final class Executor {

    private record Later(Cell cell, Need need, long due) {}

    private final CellGraph graph;
    private final Teller tell;
    private final Capacity capacity;
    private final Budget budget;
    private final Brakes brakes;
    private final Assignment.Desk desk;
    private final BlockingQueue<RunEvent> events = new LinkedBlockingQueue<>();
    private final Map<Placement, Deque<LaneThread>> idle = new EnumMap<>(Placement.class);
    private final CellQueue queue = new CellQueue();
    private final RunningCells running = new RunningCells();
    private final ForeignCells foreign;
    private final PriorityQueue<Later> later = new PriorityQueue<>(Comparator.comparingLong(Later::due));
    private final Map<Digest, List<CellQueue.Next>> twins = new HashMap<>(); // of running cells, by key
    private final Map<Cell, Integer> attempts = new HashMap<>();

    public Executor(CellGraph graph, Store store, RunJournal journal, RunObserver observer, RunSettings settings) {
        this.graph = graph;
        this.tell = new Teller(journal, observer);
        this.capacity = settings.capacity();
        this.budget = new Budget(capacity);
        this.brakes = new Brakes(settings.failures());
        this.desk = new Assignment.Desk(store, journal, observer, events::add);
        this.foreign = new ForeignCells(store);
        for (Placement placement : Placement.values()) {
            idle.put(placement, new ArrayDeque<>());
        }
    }

    /**
     * Runs all that the graph needs; lanes are closed at the end.
     *
     * @throws StepException if a cell declares more memory than the run may use; nothing has started then
     */
    RunResult.Outcome run(List<LaneThread> lanes) throws IOException, InterruptedException {
        try {
            lanes.forEach(lane -> idle(lane.placement()).add(lane));
            accept(graph.start());
            requirePossible();
            while (!finished() && !brakes.leaves(System.nanoTime())) {
                dispatch();
                if (!finished()) {
                    await();
                    keepTime();
                }
            }
        } finally {
            running.all().forEach(Assignment::giveUp);
            lanes.forEach(LaneThread::close);
        }
        if (brakes.interrupted()) {
            return RunResult.Outcome.INTERRUPTED;
        }
        boolean stuck = graph.groups().stream().anyMatch(CellGroup::skippedByItself);
        return brakes.anyFailed() || stuck ? RunResult.Outcome.FAILED : RunResult.Outcome.DONE;
    }

    /** Ends the run soon, and told again at once. For another thread. */
    void interrupt() {
        events.add(new RunEvent.Interrupted());
    }

    private boolean finished() {
        boolean nothingWaits = queue.isEmpty() && later.isEmpty() && foreign.isEmpty();
        return running.isEmpty() && (nothingWaits || !brakes.starting());
    }

    private void requirePossible() {
        for (CellGroup group : graph.groups()) {
            boolean served =
                    group.decided() && group.cells().stream().noneMatch(cell -> cell.state() == Cell.State.READY);
            Optional<String> refusal = served
                    ? Optional.empty()
                    : capacity.refusal(
                            group.node().id(), group.node().handling().resources());
            if (refusal.isPresent()) {
                throw new StepException(refusal.get());
            }
        }
    }

    private void accept(List<Cell> cells) {
        tell.decided(cells);
        for (Cell cell : cells) {
            if (cell.state() == Cell.State.READY) {
                Need need = capacity.need(
                        cell.descriptor().placement(), cell.node().handling().resources());
                queue.add(cell, need);
            }
        }
    }

    private void dispatch() {
        long now = System.nanoTime();
        Optional<CellQueue.Next> next = next(now);
        while (next.isPresent()) {
            Digest key = next.get().cell().document().key();
            if (running.computes(key)) {
                twins.computeIfAbsent(key, first -> new ArrayList<>()).add(next.get());
            } else {
                start(next.get());
            }
            next = next(now);
        }
    }

    private Optional<CellQueue.Next> next(long now) {
        return brakes.starting()
                ? queue.next(budget, placement -> !idle(placement).isEmpty(), now)
                : Optional.empty();
    }

    private void start(CellQueue.Next next) {
        LaneThread lane = idle(next.need().placement()).remove();
        int attempt = attempts.merge(next.cell(), 1, Integer::sum);
        Assignment work = new Assignment(desk, next.cell(), next.need(), attempt, lane);
        budget.take(next.need());
        running.add(work);
        lane.execute(work);
    }

    private void await() throws InterruptedException {
        long wakeAt = Math.min(Math.min(brakes.wakeAt(), running.wakeAt()), foreign.wakeAt());
        Later first = later.peek();
        if (first != null) {
            wakeAt = Math.min(wakeAt, first.due());
        }
        long nanos = wakeAt == Long.MAX_VALUE ? Long.MAX_VALUE : wakeAt - System.nanoTime();
        @Nullable RunEvent event = events.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        while (event != null) {
            settle(event);
            event = events.poll();
        }
    }

    /** Does what is due by now. */
    private void keepTime() throws IOException {
        long now = System.nanoTime();
        if (brakes.abandons(now)) {
            running.stopAll(now);
        }
        running.stopOverdue(now);
        running.deaf(now).forEach(this::leaveBehind);
        ForeignCells.News news = foreign.look(now);
        news.free().forEach(next -> queue.add(next.cell(), next.need()));
        news.adopted().forEach((cell, record) -> succeed(cell, Cell.State.ADOPTED, record));
        for (Later first = later.peek(); first != null && first.due() <= now; first = later.peek()) {
            later.remove();
            queue.add(first.cell(), first.need());
        }
    }

    private void settle(RunEvent event) {
        if (event instanceof RunEvent.Interrupted) {
            interrupted();
        } else if (event instanceof RunEvent.Started started) {
            running.began(started.work(), System.nanoTime());
            tell.started(started);
        } else if (event instanceof RunEvent.OfLane ending) {
            Optional<Cause> stopped = running.stoppedFor(ending.work());
            if (running.remove(ending.work())) {
                free(ending.work());
                settle(ending, stopped);
            }
        }
    }

    private void settle(RunEvent.OfLane ending, Optional<Cause> stopped) {
        Cell cell = ending.work().cell();
        if (ending instanceof RunEvent.Computed computed) {
            tell.forced(cell, computed.record());
            succeed(cell, Cell.State.COMPUTED, computed.record());
        } else if (ending instanceof RunEvent.Found found) {
            succeed(cell, Cell.State.ADOPTED, found.record());
        } else if (ending instanceof RunEvent.Elsewhere) {
            attempts.merge(cell, -1, Integer::sum);
            foreign.add(cell, ending.work().need(), System.nanoTime());
        } else if (ending instanceof RunEvent.Failed failed) {
            CellFailure why = failed.failure();
            fail(
                    ending.work(),
                    stopped.map(by -> why.broughtAbout(by, ended(cell, by))).orElse(why));
        }
    }

    private void interrupted() {
        if (!brakes.interrupted()) {
            tell.stopping();
        }
        brakes.interrupt(System.nanoTime());
    }

    /** Gives back what an assignment took; its twins wait again, and will find what it published. */
    private void free(Assignment work) {
        budget.give(work.need());
        idle(work.lane().placement()).addFirst(work.lane()); // what it has loaded may serve the next
        List<CellQueue.Next> waiting = twins.remove(work.cell().document().key());
        if (waiting != null) {
            waiting.forEach(twin -> queue.add(twin.cell(), twin.need()));
        }
    }

    private void leaveBehind(Assignment work) {
        Cause by = running.stoppedFor(work).orElse(Cause.CANCELLED);
        running.remove(work);
        work.giveUp();
        work.lane().renew();
        free(work);
        String message = ended(work.cell(), by) + "; it did not end when it was told to, so its thread is left behind";
        fail(work, CellFailure.unending(by, message));
    }

    private static String ended(Cell cell, Cause by) {
        Duration timeout = cell.node().handling().timeout();
        return by != Cause.TIMEOUT || timeout == null
                ? "interrupted"
                : "ran longer than its timeout of " + Quantities.shownTime(timeout) + " and was ended";
    }

    private void succeed(Cell cell, Cell.State how, ActionRecord record) {
        List<Cell> decided = graph.succeeded(cell, how, record);
        tell.ended(cell);
        accept(decided);
    }

    private void fail(Assignment work, CellFailure failure) {
        Cell cell = work.cell();
        tell.failed(cell, failure);
        if (failure.why() == Cause.CANCELLED && !brakes.starting()) {
            return; // it is not run
        }
        Optional<RetryPolicy> again = RetryPolicy.after(
                failure.why(), work.attempt(), cell.node().handling().retries());
        if (again.isEmpty()) {
            String made = work.attempt() > 1 ? " (after " + work.attempt() + " attempts)" : "";
            brakes.failed(System.nanoTime());
            List<Cell> decided = graph.failed(cell, failure.getMessage() + made);
            tell.ended(cell);
            accept(decided);
        } else if (brakes.starting()) {
            tryAgain(work, failure, again.get());
        }
    }

    private void tryAgain(Assignment work, CellFailure failure, RetryPolicy how) {
        Need need = how.alone() ? work.need().byItself() : work.need();
        later.add(new Later(work.cell(), need, System.nanoTime() + how.pause().toNanos()));
        tell.triedAgain(work, failure, how);
    }

    private Deque<LaneThread> idle(Placement placement) {
        return Objects.requireNonNull(idle.get(placement), "every placement has its lanes");
    }
}
