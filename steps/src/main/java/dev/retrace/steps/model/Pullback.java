package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One batch of a replay up through the layers and its derivative back down. Rows that differ only in their
 * losses go up as one. Of the way up only the residual stream before each layer is kept; on the way down each layer is computed once more and
 * differentiated by itself, so that memory holds the intermediate values of one layer at a time.
 *
 * @param all the rows, longest first, at least one
 * @param sites of which derivatives are wanted
 * @param tokens at which, one per row, in the caller's order
 */
record Pullback(ResidualModel model, List<ReplayRow> all, List<Site> sites, List<Integer> tokens) {

    /** A layer on the way up, and what entered it of the rows that go once. */
    private record Step(int layer, @Nullable NDArray h) {}

    /** Fills in the losses of the rows and their derivatives. */
    void run(LossReading losses, Gradients into) {
        Scoped.run(() -> {
            int layers = model.architecture().layers();
            Repetitions rows = Repetitions.of(all);
            Deque<Step> steps = new ArrayDeque<>();
            NDArray h = climb(steps, rows.once());
            NDArray slope = losses.slope(Stage.at(layers, all), rows.spread(model.owner(), h, layers), into);
            int lowest = sites.stream().mapToInt(ReplayRow::firstBlock).min().orElse(Integer.MAX_VALUE);
            while (!steps.isEmpty() && steps.getFirst().layer() >= lowest) {
                Step step = steps.removeFirst();
                NDArray above = slope;
                slope = Scoped.result(
                        () -> pulled(step, rows, above, into).orElseGet(() -> descend(step, rows, above, into)));
            }
        });
    }

    private NDArray climb(Deque<Step> steps, List<ReplayRow> rows) {
        Stage was = Stage.EMPTY;
        NDArray h = null;
        for (int layer = 0; layer <= model.architecture().layers(); layer++) {
            Stage now = Stage.at(layer, rows);
            if (!now.isEmpty()) {
                ReplayLayer through = new ReplayLayer(model, layer, was, now);
                NDArray below = h;
                steps.addFirst(new Step(layer, below));
                // what entered a layer is needed unchanged on the way down
                h = Scoped.result(() -> through.of(below == null ? null : below.duplicate(), Probe.NONE));
            }
            was = now;
        }
        if (h == null) {
            throw new IllegalStateException("no row joined the batch");
        }
        return h;
    }

    /** The derivative as {@link #descend} gives it, by the block's own formula if nobody looks into the block. */
    private Optional<NDArray> pulled(Step step, Repetitions rows, NDArray above, Gradients into) {
        int layer = step.layer();
        Site below = new Site(State.H, layer - 1);
        if (sites.stream().anyMatch(site -> ReplayRow.firstBlock(site) == layer && !site.equals(below))) {
            return Optional.empty();
        }
        Stage once = Stage.at(layer, rows.once());
        Optional<NDArray> slope = new ReplayLayer(model, layer, Stage.at(layer - 1, rows.once()), once)
                .pulled(step.h(), rows.at(layer), above);
        slope.ifPresent(byEntered -> noteEntered(below, byEntered, into));
        return slope.map(byEntered -> ofEarlier(layer, byEntered));
    }

    private void noteEntered(Site below, NDArray slope, Gradients into) {
        if (sites.contains(below)) {
            Stage now = Stage.at(below.layer() + 1, all);
            note(below, now, TensorRows.take(model.owner(), slope, asked(now)), into);
        }
    }

    /** Of the rows that were there before a layer; all that enter it there are of base runs. */
    private NDArray ofEarlier(int layer, NDArray slope) {
        Stage was = Stage.at(layer - 1, all);
        Stage now = Stage.at(layer, all);
        if (was.rows().size() == now.rows().size()) {
            return slope;
        }
        long[] lines = new long[was.packing().tokens()];
        int place = 0;
        for (int row = 0; row < now.rows().size() && place < was.rows().size(); row++) {
            if (now.rows().get(row).position() == was.rows().get(place).position()) {
                for (int step = 0; step < was.packing().length(place); step++) {
                    lines[was.packing().index(place, step)] = now.packing().index(row, step);
                }
                place++;
            }
        }
        return TensorRows.take(model.owner(), slope, lines);
    }

    /** The line of each row's token at which derivatives are wanted. */
    private long[] asked(Stage stage) {
        long[] lines = new long[stage.rows().size()];
        Arrays.setAll(
                lines, row -> stage.index(row, tokens.get(stage.rows().get(row).position())));
        return lines;
    }

    /** The derivative by what entered a layer, from that by what left it; notes those of the layer's sites. */
    private NDArray descend(Step step, Repetitions rows, NDArray above, Gradients into) {
        int layer = step.layer();
        Stage now = Stage.at(layer, all);
        return Autograd.recorded(() -> {
            Map<Site, NDArray> leaves = leaves(layer, now);
            NDArray below = step.h() == null ? null : Autograd.leaf(rows.spread(model.owner(), step.h(), layer - 1));
            Recording recording = new Recording(now, leaves);
            NDArray left = new ReplayLayer(model, layer, Stage.at(layer - 1, all), now).of(below, recording);
            recording.tape().backward(left, above);
            leaves.forEach((site, leaf) -> note(site, now, Autograd.gradient(leaf), into));
            return below == null ? above : Autograd.gradient(below);
        });
    }

    /** Zeros to be added to the states whose derivatives are wanted, (rows, w). */
    private Map<Site, NDArray> leaves(int layer, Stage now) {
        Map<Site, NDArray> leaves = new HashMap<>();
        for (Site site : sites) {
            if (ReplayRow.firstBlock(site) == layer) {
                int width = model.architecture().states().getOrDefault(site.state(), 0);
                int rows = now.rows().size();
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

        Recording(Stage stage, Map<Site, NDArray> leaves) {
            this.stage = stage;
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
                long[] lines = asked(stage);
                NDArray old = TensorRows.take(model.owner(), value, lines);
                TensorRows.put(value, lines, old.add(leaf));
            }
        }
    }
}
