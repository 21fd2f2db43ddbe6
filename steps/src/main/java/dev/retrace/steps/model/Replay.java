package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.retrace.steps.intervention.Intervention;
import dev.retrace.steps.intervention.Intervention.Restore;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.tensor.Packing;
import dev.retrace.steps.tensor.Scoped;
import dev.retrace.steps.tensor.TensorRows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One batch of a replay on its way up through the layers. Nothing before a row's first changed token
 * and below its first changed block can differ from its base run, so a row joins the batch at that
 * block, with its tokens from that token on; what lies before them (the residual stream, the inputs
 * of the convolution, the state of the scan) is read from the base run.
 *
 * <p>Mutable: rows, packing and residual stream are those of the layer just reached.
 */
final class Replay {

    private final Mamba1 model;
    private final NDManager owner;
    private final List<ReplayRow> all;
    private List<ReplayRow> active = List.of();
    private Packing packing = new Packing(new int[0]);
    private @Nullable NDArray h;

    /**
     * @param all the rows, longest first, at least one
     */
    Replay(Mamba1 model, List<ReplayRow> all) {
        this.model = model;
        this.owner = model.owner();
        this.all = all;
    }

    /** The residual stream after the last block at the last token of each row, (r, d), of the caller's scope. */
    NDArray run() {
        return Scoped.result(() -> {
            for (int layer = 0; layer <= model.config().layers(); layer++) {
                climb(layer);
            }
            if (h == null) {
                throw new IllegalStateException("no row joined the batch");
            }
            return TensorRows.take(owner, h, packing.last());
        });
    }

    /** Lets rows join before a block and takes all through it; after the last layer they only join. */
    private void climb(int layer) {
        List<ReplayRow> joined =
                all.stream().filter(row -> row.block() <= layer).toList();
        if (joined.isEmpty()) {
            return;
        }
        NDArray before = h;
        NDArray after = Scoped.result(() -> {
            NDArray entered = enter(joined, layer);
            restore(State.H, layer - 1, entered);
            return layer < model.config().layers() ? entered.add(block(layer, entered)) : entered;
        });
        if (before != null && before != after) {
            before.close();
        }
        h = after;
    }

    /** Brings newly joining rows into the packed residual stream. */
    private NDArray enter(List<ReplayRow> joined, int layer) {
        NDArray old = h;
        if (old != null && joined.size() == active.size()) {
            return old;
        }
        Packing next = new Packing(joined.stream().mapToInt(ReplayRow::length).toArray());
        long[] order = new long[next.tokens()];
        List<MambaRun> runs = new ArrayList<>();
        List<Long> indices = new ArrayList<>();
        int was = 0;
        for (int row = 0; row < joined.size(); row++) {
            ReplayRow entering = joined.get(row);
            boolean stays = was < active.size() && active.get(was).position() == entering.position();
            for (int step = 0; step < entering.length(); step++) {
                order[next.index(row, step)] = stays ? packing.index(was, step) : packing.tokens() + runs.size();
                if (!stays) {
                    runs.add(entering.run());
                    indices.add(entering.run().index(entering.prompt(), entering.token() + step));
                }
            }
            was += stays ? 1 : 0;
        }
        NDArray joining = gather(runs, (run, at) -> take(run.residual(layer), indices, at));
        active = joined;
        packing = next;
        return TensorRows.take(owner, old == null ? joining : NDArrays.concat(new NDList(old, joining)), order);
    }

    private NDArray block(int layer, NDArray entered) {
        Mamba1Block block = model.block(layer);
        NDArray x = block.normalized(entered);
        NDArray a = block.convolutionInput(x);
        Mamba1Block.Inner inner = block.inner(a, history(layer), packing);
        NDArray y = block.scan(packing, inner, states(layer));
        return block.output(x, y, inner.c(), (state, value) -> restore(state, layer, value));
    }

    /** a of the base runs just before each row's first token, step by step. */
    private NDArray history(int layer) {
        int steps = model.config().kernel() - 1;
        List<MambaRun> runs = new ArrayList<>();
        List<Long> indices = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            for (ReplayRow row : active) {
                runs.add(row.run());
                indices.add(row.run().convolutionIndex(row.prompt(), row.token() - steps + step));
            }
        }
        return gather(runs, (run, at) -> take(run.convolution(layer), indices, at));
    }

    /** The scan's states of the base runs before each row's first token, (r, n, e). */
    private NDArray states(int layer) {
        List<MambaRun> runs = active.stream().map(ReplayRow::run).toList();
        NDArray states = gather(
                runs,
                (run, at) -> run.statesBefore(
                        layer,
                        at.stream().mapToInt(i -> active.get(i).prompt()).toArray(),
                        at.stream().mapToInt(i -> active.get(i).token()).toArray()));
        return states.reshape(
                active.size(), model.config().state(), model.config().inner());
    }

    /** Overwrites a state of this layer wherever a row asks for it. */
    private void restore(State state, int layer, NDArray value) {
        List<Long> targets = new ArrayList<>();
        List<MambaRun> runs = new ArrayList<>();
        List<Long> indices = new ArrayList<>();
        for (int row = 0; row < active.size(); row++) {
            ReplayRow changed = active.get(row);
            for (Intervention change : changed.changes()) {
                if (change instanceof Restore restore
                        && change.site().state() == state
                        && change.site().layer() == layer) {
                    MambaRun from = ReplayRow.run(model, restore.from());
                    for (int token = change.at().begin(); token < change.at().end(); token++) {
                        targets.add((long) packing.index(row, token - changed.token()));
                        runs.add(from);
                        indices.add(from.index(restore.prompt(), token));
                    }
                }
            }
        }
        if (!targets.isEmpty()) {
            Scoped.run(() -> {
                Site site = new Site(state, layer);
                NDArray values = gather(runs, (run, at) -> take(run.packed(site), indices, at));
                TensorRows.put(value, longs(targets), values);
            });
        }
    }

    /** Makes the rows at some positions of a gathering, all from one run. */
    private interface Part {
        NDArray of(MambaRun run, List<Integer> positions);
    }

    /** Collects rows that come from several runs, one per position. */
    private NDArray gather(List<MambaRun> runs, Part part) {
        Map<MambaRun, List<Integer>> byRun = new LinkedHashMap<>();
        for (int i = 0; i < runs.size(); i++) {
            byRun.computeIfAbsent(runs.get(i), run -> new ArrayList<>()).add(i);
        }
        NDList parts = new NDList();
        long[] order = new long[runs.size()];
        int next = 0;
        for (Map.Entry<MambaRun, List<Integer>> group : byRun.entrySet()) {
            parts.add(part.of(group.getKey(), group.getValue()));
            for (int position : group.getValue()) {
                order[position] = next++;
            }
        }
        return parts.size() == 1 ? parts.get(0) : TensorRows.take(owner, NDArrays.concat(parts), order);
    }

    private NDArray take(NDArray table, List<Long> indices, List<Integer> at) {
        return TensorRows.take(owner, table, at.stream().mapToLong(indices::get).toArray());
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }
}
