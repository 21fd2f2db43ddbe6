package dev.retrace.engine.cli;

import dev.retrace.cache.Store;
import dev.retrace.engine.estimate.Estimate;
import dev.retrace.engine.estimate.EstimateText;
import dev.retrace.engine.estimate.Estimator;
import dev.retrace.engine.estimate.Lanes;
import dev.retrace.engine.explain.Origin;
import dev.retrace.engine.explain.PlanLines;
import dev.retrace.engine.lane.LanePlan;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.plan.Explanation;
import dev.retrace.engine.run.RunObserver;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A plan on the screen: its cells, and what they will take. */
final class PlanText {

    private final CellGraph graph;
    private final Explanation explanation;
    private final Store store;
    private final LanePlan lanes;

    PlanText(CellGraph graph, Explanation explanation, Store store, LanePlan lanes) {
        this.graph = graph;
        this.explanation = explanation;
        this.store = store;
        this.lanes = lanes;
    }

    /**
     * Prints all cells, those alike together, and the estimate.
     *
     * @param origin tells where served cells came from; null where that is not asked for
     * @param all whether to tell each cell
     */
    void print(PrintWriter out, @Nullable Origin origin, boolean all) throws IOException {
        new PlanLines(graph, explanation, all).lines(origin).forEach(out::println);
        EstimateText.of(estimate()).forEach(out::println);
        out.flush();
    }

    /** Says what the run will take once that is known. */
    RunObserver estimateFirst(Consumer<String> say) {
        return new EstimateFirst(estimator(), say);
    }

    Estimate estimate() throws IOException {
        return estimator().estimate();
    }

    private Estimator estimator() {
        Lanes atOnce = new Lanes(lanes.engineLanes(), lanes.workers().size());
        return new Estimator(graph, explanation.history(), store, atOnce);
    }
}
