package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.intervention.Matrix;
import dev.retrace.steps.intervention.Noise;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.Weight;
import dev.retrace.steps.tensor.Cut;
import dev.retrace.steps.tensor.Lines;
import dev.retrace.steps.tensor.Packing;
import dev.retrace.steps.tensor.Scoped;
import dev.retrace.steps.tensor.Tape;
import dev.retrace.steps.tensor.TensorRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Some prompts of one unchanged run, packed so that none has pads of ours, and what is kept of them.
 * All tensors belong to the segment's own manager.
 *
 * <p>Every remembered table has a line of zeros at its end, for what lies before the first token.
 */
final class Segment {

    private final Family family;
    private final Keep keep;
    private final NDManager manager;
    private final Packing packing;
    private final int[] pads;
    private final List<NDArray> residuals = new ArrayList<>(); // as asked, before each block, (t, d)
    private final NDArray last; // the residual stream after the last block, (t, d)
    private final List<Map<Memory, NDArray>> memories = new ArrayList<>(); // by layer, (t + 1, w)
    private final Map<Site, NDArray> states = new HashMap<>(); // as asked, h excepted, (t, w)
    private final Map<Matrix, NDArray> inputs = new HashMap<>(); // as asked, (t, w)

    /**
     * Runs the prompts.
     *
     * @param prompts longest first
     * @param afforded numbers per token and layer that may be kept
     */
    Segment(ResidualModel model, NDManager manager, TokenBatch prompts, Keep keep, long afforded) {
        this.family = model.family();
        this.keep = keep;
        this.manager = manager;
        this.packing = new Packing(
                prompts.prompts().stream().mapToInt(prompt -> prompt.length).toArray());
        this.pads = prompts.pads().stream().mapToInt(Integer::intValue).toArray();
        this.last = Scoped.value(() -> Scoped.hand(fill(embedded(model, prompts), afforded), manager));
    }

    /** The residual stream before the first block, of the caller's scope. */
    private NDArray embedded(ResidualModel model, TokenBatch prompts) {
        long[] tokens = new long[packing.tokens()];
        long[] positions = new long[packing.tokens()];
        for (int row = 0; row < packing.rows(); row++) {
            for (int token = 0; token < packing.length(row); token++) {
                tokens[packing.index(row, token)] = prompts.prompts().get(row)[token];
                positions[packing.index(row, token)] = Math.max(0, token - pads[row]);
            }
        }
        NDArray h = family.embed(tokens, positions);
        prompts.noise().forEach((row, noise) -> Scoped.run(() -> add(noise, row, h, model)));
        return h;
    }

    private void add(Noise noise, int row, NDArray h, ResidualModel model) {
        int width = family.architecture().width();
        int begin = noise.at().begin();
        int count = noise.at().end() - begin;
        float[] values = noise.values(model.embeddingDeviation(), width);
        long[] lines = new long[count];
        Arrays.setAll(lines, i -> packing.index(row, begin + i));
        NDArray old = TensorRows.take(manager, h, lines);
        TensorRows.put(h, lines, old.add(manager.create(values, new Shape(count, width))));
    }

    /** Gives the residual stream after the last block, of the caller's scope. */
    private NDArray fill(NDArray embedded, long afforded) {
        NDArray h = embedded;
        for (int layer = 0; layer < family.architecture().layers(); layer++) {
            NDArray before = h;
            Block block = family.block(layer);
            Whole pass = new Whole(layer, afforded);
            memories.add(new EnumMap<>(Memory.class));
            h = Scoped.result(() -> block.forward(before, pass));
            retire(before);
        }
        return h;
    }

    /** Keeps a residual stream that has done its work, or frees it. */
    private void retire(NDArray h) {
        if (keep.restart() || keep.states().contains(State.H)) {
            residuals.add(Scoped.hand(h, manager));
        } else {
            h.close();
        }
    }

    Packing packing() {
        return packing;
    }

    int pads(int row) {
        return pads[row];
    }

    /** What a scan goes on from at a token: the states of all tokens, that of this one, or what ran it before. */
    Memory goesOnFrom(int row, int token) {
        if (memories.stream().anyMatch(layer -> layer.containsKey(Memory.STATE))) {
            return Memory.STATE;
        }
        return !keep.starts().isEmpty() && keep.starts().get(row) == token ? Memory.START : Memory.STEP;
    }

    /** The residual stream before a block, or after the last one, (t, d). */
    NDArray residual(int layer) {
        return layer == memories.size() ? last : residuals.get(layer);
    }

    /** A kept state, (t, w). */
    NDArray state(Site site) {
        NDArray state = site.state() == State.H ? residual(site.layer() + 1) : states.get(site);
        if (state == null) {
            throw new IllegalStateException(site + " was to be kept, but was not");
        }
        return state;
    }

    /** The kept inputs of a weight matrix, (t, w). */
    NDArray input(Matrix matrix) {
        NDArray input = inputs.get(matrix);
        if (input == null) {
            throw new IllegalStateException("the input of " + matrix + " was to be kept, but was not");
        }
        return input;
    }

    boolean recalls(int layer, Memory what) {
        return memories.get(layer).containsKey(what);
    }

    /** A remembered table, (t + 1, w). */
    NDArray memory(int layer, Memory what) {
        NDArray table = memories.get(layer).get(what);
        if (table == null) {
            throw new IllegalStateException("layer " + layer + " left no " + what);
        }
        return table;
    }

    /** Where a token's line lies in a remembered table; before the first token there are zeros. */
    long memoryIndex(int row, int token) {
        return token < 0 ? packing.tokens() : packing.index(row, token);
    }

    /** The whole of the prompts through one block. */
    private final class Whole implements Pass {

        private final int layer;
        private final long afforded;

        Whole(int layer, long afforded) {
            this.layer = layer;
            this.afforded = afforded;
        }

        @Override
        public NDManager owner() {
            return manager;
        }

        @Override
        public Packing packing() {
            return packing;
        }

        @Override
        public int[] begins() {
            return new int[packing.rows()];
        }

        @Override
        public int[] pads() {
            return pads.clone();
        }

        @Override
        public int[] sameBase() {
            return IntStream.range(0, packing.rows()).toArray();
        }

        @Override
        public List<Cut> cuts() {
            return List.of();
        }

        @Override
        public void at(State state, NDArray value) {
            if (keep.states().contains(state)) {
                states.put(new Site(state, layer), Scoped.hand(value.duplicate(), manager));
            }
        }

        @Override
        public void projected(Weight weight, NDArray x, NDArray y) {
            Matrix matrix = new Matrix(weight, layer);
            if (keep.inputs().contains(matrix)) {
                inputs.put(matrix, Scoped.hand(x.duplicate(), manager));
            }
        }

        @Override
        public boolean shows(State state) {
            return keep.states().contains(state);
        }

        @Override
        public boolean shows(Weight weight) {
            return keep.inputs().contains(new Matrix(weight, layer));
        }

        @Override
        public Tape tape() {
            return Tape.NONE;
        }

        @Override
        public boolean remembers() {
            return keep.restart();
        }

        @Override
        public boolean keepsStates(long numbersPerToken) {
            return keep.restart()
                    && (numbersPerToken <= afforded || !keep.starts().isEmpty());
        }

        @Override
        public void remember(Memory what, NDArray table) {
            if (keep.restart()) {
                NDArray zeros = manager.zeros(new Shape(1, table.getShape().get(1)));
                NDArray all = NDArrays.concat(new NDList(table, zeros));
                if (what == Memory.STATE && !keep.starts().isEmpty()) {
                    long[] before = new long[packing.rows()];
                    Arrays.setAll(before, row -> memoryIndex(row, keep.starts().get(row) - 1));
                    NDArray starts = TensorRows.take(manager, all, before);
                    memories.get(layer).put(Memory.START, Scoped.hand(starts, manager));
                } else {
                    memories.get(layer).put(what, Scoped.hand(all, manager));
                }
            }
        }

        @Override
        public boolean recalls(Memory what) {
            return false;
        }

        @Override
        public NDArray recall(Memory what, int[] rows, int[] tokens, int width) {
            return manager.zeros(new Shape(rows.length, width));
        }

        @Override
        public Lines lines(Memory what, int[] rows, int[] tokens, int width) {
            return new Lines(manager.zeros(new Shape(1, width)), new long[rows.length]);
        }
    }
}
