package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import dev.retrace.steps.tensor.CausalGrid;
import dev.retrace.steps.tensor.Cut;
import dev.retrace.steps.tensor.Scoped;
import dev.retrace.steps.tensor.TensorRows;
import java.util.ArrayList;
import java.util.List;

/** Takes what mixes over tokens from packed rows and from their past to grids, and the results back. */
final class Mixing {

    private final Pass pass;
    private final int heads;
    private final List<Cut> cuts;
    private final List<CausalGrid> grids;

    /**
     * @param pads of each row that are hidden
     * @param heads of the mixing
     */
    Mixing(Pass pass, int[] pads, int heads) {
        this.pass = pass;
        this.heads = heads;
        this.cuts = pass.cuts();
        this.grids = CausalGrid.cut(pass.packing(), pass.begins(), pads, heads);
    }

    /** The mixing of one grid. */
    interface Kernel {

        /** The mixed values of a grid's queries, (rows · queries, w), of the caller's scope. */
        NDArray of(Grid grid);
    }

    /** Mixes all rows, (t, w), of the caller's scope. */
    NDArray mixed(Kernel kernel) {
        return Scoped.result(() -> {
            List<NDArray> parts = new ArrayList<>();
            for (CausalGrid grid : grids) {
                parts.add(Scoped.result(() -> kernel.of(new Grid(this, grid))));
            }
            NDArray all = parts.size() == 1 ? parts.get(0) : NDArrays.concat(new NDList(parts));
            return TensorRows.take(pass.owner(), all, CausalGrid.unpacked(pass.packing(), grids));
        });
    }

    /**
     * One grid of a mixing.
     *
     * @param of all grids
     * @param cut its rows and steps
     */
    record Grid(Mixing of, CausalGrid cut) {

        /** A packed tensor at the queries, (rows, queries, heads, ·). */
        NDArray queries(NDArray packed, int heads) {
            return TensorRows.take(of.pass.owner(), packed, cut.queryIndices())
                    .reshape(cut.rows(), cut.queries(), heads, -1);
        }

        /** What was remembered of the past and the packed tensor after it, (rows, keys, heads, ·). */
        NDArray keys(Memory what, NDArray packed, int heads) {
            NDArray now = TensorRows.take(of.pass.owner(), packed, cut.keyIndices())
                    .reshape(cut.rows(), -1, packed.getShape().get(1));
            NDArray all = now;
            if (cut.past() > 0) {
                int width = (int) packed.getShape().get(1);
                NDArray past = of.pass
                        .recall(what, cut.pastRows(), cut.pastTokens(), width)
                        .reshape(cut.rows(), cut.past(), width);
                all = NDArrays.concat(new NDList(past, now), 1);
            }
            return all.reshape(cut.rows(), all.getShape().get(1), heads, -1);
        }

        /** Who sees whom, of the caller's scope. */
        CausalGrid.Mask mask() {
            return cut.mask(of.pass.owner(), of.cuts, of.heads);
        }
    }
}
