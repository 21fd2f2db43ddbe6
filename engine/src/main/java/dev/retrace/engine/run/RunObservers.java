package dev.retrace.engine.run;

import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.plan.CellGraph;
import java.util.List;
import java.util.function.Consumer;

/**
 * Several observers as one, told in this order.
 *
 * @param all who hears of the run
 */
public record RunObservers(List<RunObserver> all) implements RunObserver {

    public RunObservers {
        all = List.copyOf(all);
    }

    @Override
    public void began(String runId, CellGraph graph) {
        tell(observer -> observer.began(runId, graph));
    }

    @Override
    public void decided(List<Cell> cells) {
        tell(observer -> observer.decided(cells));
    }

    @Override
    public void started(Cell cell, String lane) {
        tell(observer -> observer.started(cell, lane));
    }

    @Override
    public void advanced(Cell cell, long done, long total) {
        tell(observer -> observer.advanced(cell, done, total));
    }

    @Override
    public void ended(Cell cell) {
        tell(observer -> observer.ended(cell));
    }

    @Override
    public void note(String line) {
        tell(observer -> observer.note(line));
    }

    @Override
    public void ended(RunResult result) {
        tell(observer -> observer.ended(result));
    }

    private void tell(Consumer<RunObserver> what) {
        all.forEach(what);
    }
}
