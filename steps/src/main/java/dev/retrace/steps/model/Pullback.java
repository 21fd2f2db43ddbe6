package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.tensor.Autograd;
import dev.retrace.steps.tensor.Scoped;
import dev.retrace.steps.tensor.Tape;
import dev.retrace.steps.tensor.TensorRows;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One batch of a replay up through the layers and its derivative back down. Of the way up only the
 * residual stream before each layer is kept; on the way down each layer is computed once more and
 * differentiated by itself, so that memory holds the intermediate values of one layer at a time.
 *
 * @param all the rows, longest first, at least one
 * @param sites of which derivatives are wanted
 * @param tokens at which, one per row, in the caller's order
 */
record Pullback(ResidualModel model, List<ReplayRow> all, List<Site> sites, List<Integer> tokens) {

    /** A layer on the way up, and what entered it. */
    private record Step(ReplayLayer layer, @Nullable NDArray h) {}

    /** Fills in the losses of the rows and their derivatives. */
    void run(LossReading losses, Gradients into) {
        Scoped.run(() -> {
            Deque<Step> steps = new ArrayDeque<>();
            NDArray h = climb(steps);
            NDArray slope = losses.slope(steps.getFirst().layer().now(), h, into);
            int lowest = sites.stream().mapToInt(ReplayRow::firstBlock).min().orElse(Integer.MAX_VALUE);
            while (!steps.isEmpty() && steps.getFirst().layer().layer() >= lowest) {
                Step step = steps.removeFirst();
                NDArray above = slope;
                slope = Scoped.result(() -> descend(step, above, into));
            }
        });
    }

    private NDArray climb(Deque<Step> steps) {
        Stage was = Stage.EMPTY;
        NDArray h = null;
        for (int layer = 0; layer <= model.architecture().layers(); layer++) {
            Stage now = Stage.at(layer, all);
            if (!now.isEmpty()) {
                Step step = new Step(new ReplayLayer(model, layer, was, now), h);
                steps.addFirst(step);
                h = Scoped.result(() -> step.layer().of(copy(step.h()), Probe.NONE));
            }
            was = now;
        }
        if (h == null) {
            throw new IllegalStateException("no row joined the batch");
        }
        return h;
    }

    /** What entered a layer is needed unchanged on the way down. */
    private static @Nullable NDArray copy(@Nullable NDArray h) {
        return h == null ? null : h.duplicate();
    }

    /** The derivative by what entered a layer, from that by what left it; notes those of the layer's sites. */
    private NDArray descend(Step step, NDArray above, Gradients into) {
        return Autograd.recorded(() -> {
            Map<Site, NDArray> leaves = leaves(step.layer());
            NDArray below = step.h() == null ? null : Autograd.leaf(step.h());
            Recording recording = new Recording(step.layer(), leaves);
            NDArray left = step.layer().of(below, recording);
            recording.tape().backward(left, above);
            leaves.forEach((site, leaf) -> note(site, step.layer().now(), Autograd.gradient(leaf), into));
            return below == null ? above : Autograd.gradient(below);
        });
    }

    /** Zeros to be added to the states whose derivatives are wanted, (rows, w). */
    private Map<Site, NDArray> leaves(ReplayLayer layer) {
        Map<Site, NDArray> leaves = new HashMap<>();
        for (Site site : sites) {
            if (ReplayRow.firstBlock(site) == layer.layer()) {
                int width = model.architecture().states().getOrDefault(site.state(), 0);
                int rows = layer.now().rows().size();
                leaves.put(site, Autograd.leaf(model.owner().zeros(new Shape(rows, width))));
            }
        }
        return leaves;
    }

    private void note(Site site, Stage stage, NDArray slopes, Gradients into) {
        float[] all = slopes.toFloatArray();
        int width = all.length / stage.rows().size();
        for (int row = 0; row < stage.rows().size(); row++) {
            float[] slope = Arrays.copyOfRange(all, row * width, (row + 1) * width);
            for (int i = 0; i < sites.size(); i++) {
                if (sites.get(i).equals(site)) {
                    into.set(stage.rows().get(row).position(), i, slope);
                }
            }
        }
    }

    /** Adds leaves to states. */
    private final class Recording implements Probe {

        private final Stage stage;
        private final Map<Site, NDArray> leaves;
        private final Tape tape = Tape.recording();

        Recording(ReplayLayer layer, Map<Site, NDArray> leaves) {
            this.stage = layer.now();
            this.leaves = leaves;
        }

        @Override
        public Tape tape() {
            return tape;
        }

        @Override
        public void at(Site site, NDArray value) {
            NDArray leaf = leaves.get(site);
            if (leaf != null) {
                long[] lines = new long[stage.rows().size()];
                Arrays.setAll(
                        lines,
                        row -> stage.index(row, tokens.get(stage.rows().get(row).position())));
                NDArray old = TensorRows.take(model.owner(), value, lines);
                TensorRows.put(value, lines, old.add(leaf));
            }
        }
    }
}
