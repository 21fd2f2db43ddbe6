package dev.retrace.engine.run;

import dev.retrace.cache.ActionRecord;
import dev.retrace.engine.lane.CellFailure;
import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.schedule.Brakes;
import dev.retrace.engine.schedule.RetryPolicy;
import dev.retrace.engine.yaml.Quantities;
import java.util.List;

/** Tells what becomes of cells: the diary for later, the observer at once, and why to both. */
record Teller(RunJournal journal, RunObserver observer) {

    void decided(List<Cell> cells) {
        journal.decided(cells);
        observer.decided(cells);
    }

    void started(RunEvent.Started started) {
        Assignment work = started.work();
        if (work.attempt() > 1) {
            journal.log(
                    work.cell(),
                    "attempt " + work.attempt() + " on " + work.lane().name());
        }
        journal.started(work.cell(), work.lane().name(), started.when());
        observer.started(work.cell(), work.lane().name());
    }

    void ended(Cell cell) {
        journal.ended(cell);
        observer.ended(cell);
    }

    /** Of a cell that had a record and was computed all the same: whether that changed anything. */
    void forced(Cell cell, ActionRecord record) {
        ActionRecord former = cell.former();
        if (former != null) {
            boolean same = former.outputs().equals(record.outputs());
            String told = same ? "gave the same bytes again" : "gave other bytes; they replace the earlier ones";
            journal.log(cell, "forced: " + told);
            observer.note(cell.name() + ": forced, and " + told);
        }
    }

    void failed(Cell cell, CellFailure failure) {
        journal.log(cell, failure.getMessage() + "\n" + failure.details());
    }

    void triedAgain(Assignment work, CellFailure failure, RetryPolicy how) {
        String when = how.alone()
                ? " when nothing else runs"
                : how.pause().isZero() ? "" : " in " + Quantities.shownTime(how.pause());
        observer.note(work.cell().name() + ": " + failure.getMessage() + "; it is tried again" + when + " (attempt "
                + (work.attempt() + 1) + " of " + how.attempts() + ")");
    }

    void stopping() {
        observer.note("stopping: what runs is given " + Brakes.TO_FINISH.toSeconds()
                + " s to finish; interrupt again to stop at once");
    }
}
