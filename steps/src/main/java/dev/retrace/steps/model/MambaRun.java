package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.tensor.Packing;
import dev.retrace.steps.tensor.Scoped;
import dev.retrace.steps.tensor.SelectiveScan;
import dev.retrace.steps.tensor.TensorRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What is kept of one unchanged run of a {@link Mamba1}. Prompts are packed, so that none has pads;
 * all tensors belong to the run's own manager.
 */
final class MambaRun implements PrefixCache {

    private final Mamba1 model;
    private final Keep keep;
    private final NDManager manager;
    private final Packing packing;
    private final int[] rows; // of the packing, by prompt
    private final List<NDArray> residuals = new ArrayList<>(); // before each block and after the last, (t, d)
    private final List<NDArray> convolutions = new ArrayList<>(); // a per layer and a row of zeros, (t + 1, e)
    private final List<RestartPoints> restarts = new ArrayList<>();
    private final Map<Site, NDArray> states = new HashMap<>(); // s, g, o as asked, (t, ·)
    private final Map<Site, NDArray> padded = new HashMap<>(); // as shown by kept, (f, l, ·)

    /** Runs the prompts. */
    MambaRun(Mamba1 model, TokenBatch prompts, Keep keep) {
        this.model = model;
        this.keep = keep;
        this.manager = model.owner().newSubManager();
        List<int[]> ids = prompts.prompts();
        int[] order = IntStream.range(0, ids.size())
                .boxed()
                .sorted(Comparator.comparingInt(prompt -> -ids.get(prompt).length))
                .mapToInt(Integer::intValue)
                .toArray();
        this.packing = new Packing(
                Arrays.stream(order).map(prompt -> ids.get(prompt).length).toArray());
        this.rows = new int[order.length];
        for (int row = 0; row < order.length; row++) {
            rows[order[row]] = row;
        }
        try {
            Scoped.run(() -> fill(ids));
        } catch (RuntimeException | Error failed) {
            manager.close();
            throw failed;
        }
    }

    private void fill(List<int[]> ids) {
        long[] tokens = new long[packing.tokens()];
        for (int prompt = 0; prompt < rows.length; prompt++) {
            for (int token = 0; token < length(prompt); token++) {
                tokens[(int) index(prompt, token)] = ids.get(prompt)[token];
            }
        }
        NDArray h = model.embed(tokens);
        for (int layer = 0; layer < model.config().layers(); layer++) {
            NDArray before = h;
            int current = layer;
            h = Scoped.result(() -> before.add(block(current, before)));
            retire(before);
        }
        retire(h);
    }

    /** Keeps a residual stream that has done its work, or frees it. */
    private void retire(NDArray h) {
        if (keep.restart() || keep.states().contains(State.H)) {
            residuals.add(Scoped.hand(h, manager));
        } else {
            h.close();
        }
    }

    private NDArray block(int layer, NDArray h) {
        Mamba1Block block = model.block(layer);
        NDArray x = block.normalized(h);
        NDArray a = block.convolutionInput(x);
        NDArray history = manager.zeros(new Shape(
                (model.config().kernel() - 1L) * packing.rows(), model.config().inner()));
        Mamba1Block.Inner inner = block.inner(a, history, packing);
        NDArray y = keep.restart()
                ? restartable(block, a, inner)
                : block.scan(packing, inner, block.zeroStates(packing.rows()));
        return block.output(x, y, inner.c(), (state, value) -> {
            if (keep.states().contains(state)) {
                states.put(new Site(state, layer), Scoped.hand(value.duplicate(), manager));
            }
        });
    }

    /** Scans and keeps what restarts the layer. */
    private NDArray restartable(Mamba1Block block, NDArray a, Mamba1Block.Inner inner) {
        convolutions.add(Scoped.hand(withZeros(a), manager));
        NDArray start = block.zeroStates(packing.rows());
        if (!model.storesStates(packing.tokens())) {
            SelectiveScan.Drive drive = inner.drive();
            restarts.add(new RestartPoints.Rescan(
                    manager,
                    packing,
                    block,
                    new SelectiveScan.Drive(
                            Scoped.hand(drive.delta().duplicate(), manager),
                            Scoped.hand(drive.drive().duplicate(), manager),
                            Scoped.hand(drive.in().duplicate(), manager)),
                    model.config().state() * model.config().inner()));
            return block.scan(packing, inner, start);
        }
        NDArray after = block.states(packing, inner.drive(), start);
        restarts.add(new RestartPoints.Stored(manager, packing, Scoped.hand(withZeros(after), manager)));
        return SelectiveScan.read(after, inner.out());
    }

    private NDArray withZeros(NDArray table) {
        return NDArrays.concat(
                new NDList(table, manager.zeros(new Shape(1, table.getShape().get(1)))));
    }

    @Override
    public int prompts() {
        return rows.length;
    }

    @Override
    public int length(int prompt) {
        return packing.length(rows[prompt]);
    }

    @Override
    public NDArray kept(Site site) {
        NDArray table = packed(site);
        return padded.computeIfAbsent(site, absent -> {
            long[] indices = new long[prompts() * packing.steps()];
            for (int prompt = 0; prompt < prompts(); prompt++) {
                for (int token = 0; token < length(prompt); token++) {
                    indices[prompt * packing.steps() + token] = index(prompt, token);
                }
            }
            Shape shape = new Shape(prompts(), packing.steps(), table.getShape().get(1));
            NDArray all =
                    Scoped.result(() -> TensorRows.take(manager, table, indices).reshape(shape));
            return Scoped.hand(all, manager);
        });
    }

    /** A kept state in the run's own order, (t, width). */
    NDArray packed(Site site) {
        if (site.layer() >= model.config().layers()) {
            throw new IllegalArgumentException(
                    "the model has layers 0 to " + (model.config().layers() - 1) + ", but " + site + " was asked for");
        }
        if (!keep.states().contains(site.state())) {
            throw new IllegalArgumentException(
                    "this run kept the states " + keep.states() + ", but " + site + " was asked for: name it in Keep");
        }
        NDArray state = site.state() == State.H ? residuals.get(site.layer() + 1) : states.get(site);
        if (state == null) {
            throw new IllegalStateException(site + " was to be kept, but was not");
        }
        return state;
    }

    boolean isOf(Mamba1 other) {
        return model == other;
    }

    boolean restarts() {
        return keep.restart();
    }

    /** Where a token lies in the run's packed tensors. */
    long index(int prompt, int token) {
        return packing.index(rows[prompt], token);
    }

    /** The residual stream before a block, or after the last one, (t, d). */
    NDArray residual(int layer) {
        return residuals.get(layer);
    }

    /** a of a layer, (t + 1, e). */
    NDArray convolution(int layer) {
        return convolutions.get(layer);
    }

    /** Where a token's a lies in {@link #convolution}; before the first token it is zero. */
    long convolutionIndex(int prompt, int token) {
        return token < 0 ? packing.tokens() : index(prompt, token);
    }

    /** The states before some tokens, (…, n e), of the caller's scope. */
    NDArray statesBefore(int layer, int[] prompts, int[] tokens) {
        return restarts.get(layer)
                .before(Arrays.stream(prompts).map(prompt -> rows[prompt]).toArray(), tokens);
    }

    @Override
    public void close() {
        manager.close();
    }
}
