package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.Weight;
import dev.retrace.steps.tensor.Cut;
import dev.retrace.steps.tensor.Packing;
import dev.retrace.steps.tensor.Scoped;
import dev.retrace.steps.tensor.TensorRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One batch of a replay on its way up through the layers. Nothing before a row's first changed token
 * and below its first changed block can differ from its base run, so a row joins the batch at that
 * block, with its tokens from that token on; what lies before them is recalled from the base run.
 *
 * <p>Mutable: rows, packing and residual stream are those of the layer just reached.
 */
final class Replay {

    private final ResidualModel model;
    private final NDManager owner;
    private final List<ReplayRow> all;
    private List<ReplayRow> active = List.of();
    private Packing packing = new Packing(new int[0]);
    private @Nullable NDArray h;

    /**
     * @param all the rows, longest first, at least one
     */
    Replay(ResidualModel model, List<ReplayRow> all) {
        this.model = model;
        this.owner = model.owner();
        this.all = all;
    }

    /**
     * The residual stream after the last block.
     *
     * @param read which tokens of each row
     * @return (tokens read, d), row after row, of the caller's scope
     */
    NDArray run(List<int[]> read) {
        return Scoped.result(() -> {
            for (int layer = 0; layer <= model.architecture().layers(); layer++) {
                climb(layer);
            }
            return read(read);
        });
    }

    /** Tokens before a row's first are those of its base run. */
    private NDArray read(List<int[]> read) {
        NDArray computed = h;
        if (computed == null) {
            throw new IllegalStateException("no row joined the batch");
        }
        Gathering before = new Gathering();
        List<Long> lines = new ArrayList<>();
        for (int i = 0; i < active.size(); i++) {
            ReplayRow row = active.get(i);
            for (int token : read.get(i)) {
                if (token >= row.token()) {
                    lines.add((long) packing.index(i, token - row.token()));
                } else {
                    lines.add((long) packing.tokens() + before.size());
                    before.add(row.base().segment(), row.base().index(token));
                }
            }
        }
        int last = model.architecture().layers();
        NDArray all = before.size() == 0
                ? computed
                : NDArrays.concat(new NDList(computed, before.take(owner, segment -> segment.residual(last))));
        return TensorRows.take(
                owner, all, lines.stream().mapToLong(Long::longValue).toArray());
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
            if (layer > 0) {
                new Changes(model, active, packing).at(new Site(State.H, layer - 1), entered);
            }
            return layer < model.architecture().layers()
                    ? model.family().block(layer).forward(entered, new Part(layer))
                    : entered;
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
        Gathering joining = new Gathering();
        int was = 0;
        for (int row = 0; row < joined.size(); row++) {
            ReplayRow entering = joined.get(row);
            boolean stays = was < active.size() && active.get(was).position() == entering.position();
            for (int step = 0; step < entering.length(); step++) {
                order[next.index(row, step)] = stays ? packing.index(was, step) : packing.tokens() + joining.size();
                if (!stays) {
                    joining.add(entering.base().segment(), entering.base().index(entering.token() + step));
                }
            }
            was += stays ? 1 : 0;
        }
        NDArray added = joining.take(owner, segment -> segment.residual(layer));
        active = joined;
        packing = next;
        return TensorRows.take(owner, old == null ? added : NDArrays.concat(new NDList(old, added)), order);
    }

    /** The active rows through one block. */
    private final class Part implements Pass {

        private final int layer;
        private final Changes changes = new Changes(model, active, packing);

        Part(int layer) {
            this.layer = layer;
        }

        @Override
        public NDManager owner() {
            return owner;
        }

        @Override
        public Packing packing() {
            return packing;
        }

        @Override
        public int[] begins() {
            return active.stream().mapToInt(ReplayRow::token).toArray();
        }

        @Override
        public int[] pads() {
            return active.stream().mapToInt(row -> row.base().pads()).toArray();
        }

        @Override
        public int[] sameBase() {
            Map<ModelRun.Place, Integer> first = new HashMap<>();
            int[] same = new int[active.size()];
            Arrays.setAll(same, row -> first.computeIfAbsent(active.get(row).base(), base -> row));
            return same;
        }

        @Override
        public List<Cut> cuts() {
            return changes.cuts(layer);
        }

        @Override
        public void at(State state, NDArray value) {
            changes.at(new Site(state, layer), value);
        }

        @Override
        public void projected(Weight weight, NDArray x, NDArray y) {
            changes.projected(weight, layer, x, y);
        }

        @Override
        public boolean remembers() {
            return false;
        }

        @Override
        public boolean affords(long numbersPerToken) {
            return false;
        }

        @Override
        public void remember(Memory what, NDArray table) {}

        @Override
        public boolean recalls(Memory what) {
            return active.get(0).base().segment().recalls(layer, what);
        }

        @Override
        public NDArray recall(Memory what, int[] rows, int[] tokens, int width) {
            Gathering lines = new Gathering();
            for (int i = 0; i < rows.length; i++) {
                ModelRun.Place base = active.get(rows[i]).base();
                lines.add(base.segment(), base.memoryIndex(tokens[i]));
            }
            return lines.take(owner, segment -> segment.memory(layer, what));
        }
    }
}
