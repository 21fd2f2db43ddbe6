package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.Weight;
import dev.retrace.steps.tensor.Autograd;
import dev.retrace.steps.tensor.Cut;
import dev.retrace.steps.tensor.Lines;
import dev.retrace.steps.tensor.Packing;
import dev.retrace.steps.tensor.Repeated;
import dev.retrace.steps.tensor.Tape;
import dev.retrace.steps.tensor.TensorRows;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One layer of a replay: rows join before the block, and all at hand go through it. */
final class ReplayLayer {

    private final ResidualModel model;
    private final int layer;
    private final Stage was;
    private final Stage now;
    private final Changes changes;

    /**
     * @param layer a block, or beyond the last, where rows only join
     * @param was the rows before
     * @param now the rows at this layer, at least one
     */
    ReplayLayer(ResidualModel model, int layer, Stage was, Stage now) {
        this.model = model;
        this.layer = layer;
        this.was = was;
        this.now = now;
        this.changes = new Changes(model, now, layer);
    }

    /**
     * The residual stream after the block.
     *
     * @param h that of the rows before, (t, d), if there were any; changed by interventions, unless
     *     derivatives are taken
     * @return (t, d), of the caller's scope, or h itself
     */
    NDArray of(@Nullable NDArray h, Probe probe) {
        NDArray entered = now.entered(model.owner(), was, h, layer);
        if (probe.tape().records()) {
            entered = Autograd.copy(h == null ? Autograd.leaf(entered) : entered); // all is recorded, or nothing
        }
        Site below = new Site(State.H, layer - 1);
        changes.at(below, entered);
        probe.at(below, entered);
        return layer < model.architecture().layers()
                ? model.family().block(layer).forward(entered, new Part(probe))
                : entered;
    }

    /**
     * The derivative by the residual stream that enters the block, where nothing is changed before and in it.
     *
     * @param h that of the rows before, (t', d), if there were any
     * @param rows which of the rows at hand those of the slope repeat
     * @param slope by what leaves the block, (t, d)
     * @return (t, d), of the caller's scope; nothing if the block has no formula for it
     */
    Optional<NDArray> pulled(@Nullable NDArray h, Repeated rows, NDArray slope) {
        if (layer == model.architecture().layers() || !changes.leave(layer)) {
            return Optional.empty();
        }
        NDArray entered = now.entered(model.owner(), was, h, layer);
        return model.family().block(layer).pulled(entered, new Part(Probe.NONE), rows, slope);
    }

    /** The rows at hand through the block. */
    private final class Part implements Pass {

        private final Probe probe;
        private final int[] begins;

        Part(Probe probe) {
            this.probe = probe;
            this.begins = now.rows().stream().mapToInt(ReplayRow::token).toArray();
        }

        @Override
        public NDManager owner() {
            return model.owner();
        }

        @Override
        public Packing packing() {
            return now.packing();
        }

        @Override
        public int[] begins() {
            return begins.clone();
        }

        @Override
        public int[] pads() {
            return now.rows().stream().mapToInt(row -> row.base().pads()).toArray();
        }

        @Override
        public int[] sameBase() {
            Map<ModelRun.Place, Integer> first = new HashMap<>();
            int[] same = new int[now.rows().size()];
            Arrays.setAll(same, row -> first.computeIfAbsent(now.rows().get(row).base(), base -> row));
            return same;
        }

        @Override
        public List<Cut> cuts() {
            return changes.cuts(layer);
        }

        @Override
        public void at(State state, NDArray value) {
            Site site = new Site(state, layer);
            changes.at(site, value);
            probe.at(site, value);
        }

        @Override
        public void projected(Weight weight, NDArray x, NDArray y) {
            changes.projected(weight, layer, x, y);
        }

        @Override
        public boolean shows(State state) {
            return probe != Probe.NONE || changes.touch(state, layer);
        }

        @Override
        public boolean shows(Weight weight) {
            return changes.edit(weight, layer);
        }

        @Override
        public Tape tape() {
            return probe.tape();
        }

        @Override
        public boolean remembers() {
            return false;
        }

        @Override
        public boolean keepsStates(long numbersPerToken) {
            return false;
        }

        @Override
        public void remember(Memory what, NDArray table) {}

        @Override
        public boolean recalls(Memory what) {
            ReplayRow first = now.rows().get(0); // all rows of a batch go on from the same kind of memory
            return what == first.goesOnFrom() && first.base().segment().recalls(layer, what);
        }

        @Override
        public NDArray recall(Memory what, int[] rows, int[] tokens, int width) {
            Lines lines = lines(what, rows, tokens, width);
            return TensorRows.take(model.owner(), lines.table(), lines.indices());
        }

        @Override
        public Lines lines(Memory what, int[] rows, int[] tokens, int width) {
            Gathering lines = new Gathering();
            for (int i = 0; i < rows.length; i++) {
                ModelRun.Place base = now.rows().get(rows[i]).base();
                lines.add(base.segment(), what == Memory.START ? base.row() : base.memoryIndex(tokens[i]));
            }
            return lines.lines(model.owner(), segment -> segment.memory(layer, what));
        }
    }
}
