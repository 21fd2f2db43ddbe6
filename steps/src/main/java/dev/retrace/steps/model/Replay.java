package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import dev.retrace.steps.tensor.Scoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One batch of a replay on its way up through the layers.
 *
 * @param all the rows, longest first, at least one
 */
record Replay(ResidualModel model, List<ReplayRow> all) {

    /**
     * The residual stream after the last block.
     *
     * @param read which tokens of each row
     * @return (tokens read, d), row after row, of the caller's scope
     */
    NDArray run(List<int[]> read) {
        return Scoped.result(() -> {
            int layers = model.architecture().layers();
            Stage was = Stage.EMPTY;
            SharedWays ways = new SharedWays(all);
            NDArray h = null;
            for (int layer = 0; layer <= layers; layer++) {
                Stage now = layer < layers ? ways.at(layer) : Stage.at(layer, all);
                if (!now.isEmpty()) {
                    h = through(new ReplayLayer(model, layer, was, now), h);
                }
                was = now;
            }
            if (h == null) {
                throw new IllegalStateException("no row joined the batch");
            }
            return was.read(model.owner(), h, read, layers);
        });
    }

    private static NDArray through(ReplayLayer layer, @Nullable NDArray before) {
        NDArray after = Scoped.result(() -> layer.of(before, Probe.NONE));
        if (before != null && before != after) {
            before.close();
        }
        return after;
    }
}
