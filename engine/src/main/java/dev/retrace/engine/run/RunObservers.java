package dev.retrace.engine.run;

import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.plan.CellGraph;
import java.util.List;

/** Several that hear a run as one, in this order. */
public record RunObservers(List<RunObserver> all) implements RunObserver {

    public RunObservers {
        all = List.copyOf(all);
    }

    public RunObservers(RunObserver... all) {
        this(List.of(all));
    }

    @Override
    public void began(String runId, CellGraph graph) {
        all.forEach(observer -> observer.began(runId, graph));
    }

    @Override
    public void decided(List<Cell> cells) {
        all.forEach(observer -> observer.decided(cells));
    }

    @Override
    public void started(Cell cell, String lane) {
        all.forEach(observer -> observer.started(cell, lane));
    }

    @Override
    public void advanced(Cell cell, long done, long total) {
        all.forEach(observer -> observer.advanced(cell, done, total));
    }

    @Override
    public void ended(Cell cell) {
        all.forEach(observer -> observer.ended(cell));
    }

    @Override
    public void note(String line) {
        all.forEach(observer -> observer.note(line));
    }

    @Override
    public void ended(RunResult result) {
        all.forEach(observer -> observer.ended(result));
    }
}
