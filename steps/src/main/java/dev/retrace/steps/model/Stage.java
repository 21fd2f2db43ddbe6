package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.retrace.steps.tensor.Packing;
import dev.retrace.steps.tensor.TensorRows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a replay that have joined it by some layer, and how their tokens are packed. Nothing before
 * a row's first changed token and below its first changed block can differ from its base run, so a row
 * joins the batch at that block, with its tokens from that token on; what lies before them is recalled
 * from the base run.
 *
 * @param rows longest first
 * @param places for each row that has joined, by its position, which of those it is or goes the way of so far
 */
record Stage(List<ReplayRow> rows, Packing packing, Map<Integer, Integer> places) {

    /** Before any row has joined. */
    static final Stage EMPTY = new Stage(List.of());

    Stage {
        rows = List.copyOf(rows);
    }

    Stage(List<ReplayRow> rows, Map<Integer, Integer> places) {
        this(rows, new Packing(rows.stream().mapToInt(ReplayRow::length).toArray()), places);
    }

    private Stage(List<ReplayRow> rows) {
        this(rows, new HashMap<>());
        for (int row = 0; row < rows.size(); row++) {
            places.put(rows.get(row).position(), row);
        }
    }

    /** Those that have joined before a block; beyond the last block, all. */
    static Stage at(int layer, List<ReplayRow> all) {
        return new Stage(all.stream().filter(row -> row.block() <= layer).toList());
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Where a token of a row's prompt lies. */
    long index(int row, int token) {
        return packing.index(row, token - rows.get(row).token());
    }

    /**
     * Brings newly joining rows into the packed residual stream.
     *
     * @param was the stage before
     * @param h its residual stream, (t, d), if it had rows
     * @param layer the block before which rows join
     * @return (t, d) of this stage: h itself if none joins, else of the caller's scope
     */
    NDArray entered(NDManager owner, Stage was, @Nullable NDArray h, int layer) {
        if (h != null && rows.size() == was.rows.size()) {
            return h;
        }
        long[] order = new long[packing.tokens()];
        Gathering joining = new Gathering();
        for (int row = 0; row < rows.size(); row++) {
            ReplayRow entering = rows.get(row);
            Integer old = was.places.get(entering.position());
            for (int step = 0; step < entering.length(); step++) {
                order[packing.index(row, step)] =
                        old == null ? was.packing.tokens() + joining.size() : was.packing.index(old, step);
                if (old == null) {
                    joining.add(entering.base().segment(), entering.base().index(entering.token() + step));
                }
            }
        }
        if (h != null && joining.size() == 0) {
            return TensorRows.take(owner, h, order);
        }
        NDArray added = joining.take(owner, segment -> segment.residual(layer));
        return TensorRows.take(owner, h == null ? added : NDArrays.concat(new NDList(h, added)), order);
    }

    /**
     * Residual vectors after the last block; tokens before a row's first are those of its base run.
     *
     * @param h (t, d)
     * @param read which tokens of each row
     * @return (tokens read, d), row after row, of the caller's scope
     */
    NDArray read(NDManager owner, NDArray h, List<int[]> read, int layers) {
        Gathering before = new Gathering();
        long[] lines = new long[read.stream().mapToInt(tokens -> tokens.length).sum()];
        int next = 0;
        for (int i = 0; i < rows.size(); i++) {
            ReplayRow row = rows.get(i);
            for (int token : read.get(i)) {
                if (token >= row.token()) {
                    lines[next++] = index(i, token);
                } else {
                    lines[next++] = (long) packing.tokens() + before.size();
                    before.add(row.base().segment(), row.base().index(token));
                }
            }
        }
        NDArray all = before.size() == 0
                ? h
                : NDArrays.concat(new NDList(h, before.take(owner, segment -> segment.residual(layers))));
        return TensorRows.take(owner, all, lines);
    }
}
