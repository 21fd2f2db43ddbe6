package dev.retrace.engine.cli;

import dev.retrace.engine.estimate.EstimateText;
import dev.retrace.engine.estimate.Estimator;
import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.run.RunObserver;
import dev.retrace.engine.run.RunResult;
import java.io.IOException;
import java.util.List;

/** Says what a run will take once its plan is known, before anything is computed; then only passes on. */
final class EstimateFirst implements RunObserver {

    private final RunObserver next;
    private final Estimator estimator;
    private boolean told;

    EstimateFirst(RunObserver next, Estimator estimator) {
        this.next = next;
        this.estimator = estimator;
    }

    @Override
    public void began(String runId, CellGraph started) {
        next.began(runId, started);
    }

    @Override
    public void decided(List<Cell> cells) {
        next.decided(cells);
        if (!told && cells.stream().anyMatch(cell -> cell.state() == Cell.State.READY)) {
            told = true;
            tell();
        }
    }

    private void tell() {
        try {
            EstimateText.of(estimator.estimate()).forEach(next::note);
        } catch (IOException | RuntimeException unknown) {
            next.note("no estimate: " + unknown.getMessage()); // a run does not depend on it
        }
    }

    @Override
    public void started(Cell cell, String lane) {
        next.started(cell, lane);
    }

    @Override
    public void advanced(Cell cell, long done, long total) {
        next.advanced(cell, done, total);
    }

    @Override
    public void ended(Cell cell) {
        next.ended(cell);
    }

    @Override
    public void note(String line) {
        next.note(line);
    }

    @Override
    public void ended(RunResult result) {
        next.ended(result);
    }
}
