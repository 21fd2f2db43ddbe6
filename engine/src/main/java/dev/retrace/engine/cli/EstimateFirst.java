package dev.retrace.engine.cli;

import dev.retrace.engine.estimate.EstimateText;
import dev.retrace.engine.estimate.Estimator;
import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.run.RunObserver;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** Says what a run will take once its plan is known, before anything is computed. */
final class EstimateFirst implements RunObserver {

    private final Consumer<String> say;
    private final Estimator estimator;
    private boolean told;

    EstimateFirst(Estimator estimator, Consumer<String> say) {
        this.estimator = estimator;
        this.say = say;
    }

    @Override
    public void decided(List<Cell> cells) {
        if (!told && cells.stream().anyMatch(cell -> cell.state() == Cell.State.READY)) {
            told = true;
            tell();
        }
    }

    private void tell() {
        try {
            EstimateText.of(estimator.estimate()).forEach(say);
        } catch (IOException | RuntimeException unknown) {
            say.accept("no estimate: " + unknown.getMessage()); // a run does not depend on it
        }
    }
}
