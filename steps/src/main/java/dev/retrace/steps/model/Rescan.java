package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.tensor.Lines;
import dev.retrace.steps.tensor.Packing;
import dev.retrace.steps.tensor.Scoped;
import dev.retrace.steps.tensor.SelectiveScan;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Computes the states of a scan again from what it ran over, where they take too much room to be kept:
 * once for all rows of the same prompt, up to the last token that one of them needs.
 */
final class Rescan {

    private final Pass pass;
    private final int inner;
    private final int state;
    private final int[] begins;
    private final int[] sameBase;
    private final int[] needed; // tokens by row; of rows with the same base only the first has any

    /**
     * @param inner e
     * @param state n
     */
    Rescan(Pass pass, int inner, int state) {
        this.pass = pass;
        this.inner = inner;
        this.state = state;
        this.begins = pass.begins();
        this.sameBase = pass.sameBase();
        this.needed = new int[begins.length];
        for (int row = 0; row < begins.length; row++) {
            needed[sameBase[row]] = Math.max(needed[sameBase[row]], begins[row]);
        }
    }

    /**
     * The state before the first token of each row.
     *
     * @param decay A, (n, e)
     * @return of (any, n e), of the caller's scope
     */
    Lines states(NDArray decay) {
        List<Integer> scanned = IntStream.range(0, needed.length)
                .filter(row -> needed[row] > 0)
                .boxed()
                .sorted(Comparator.comparingInt(row -> -needed[row]))
                .toList();
        Packing past = new Packing(scanned.stream().mapToInt(row -> needed[row]).toArray());
        long[] before = new long[begins.length];
        for (int row = 0; row < before.length; row++) {
            before[row] =
                    begins[row] == 0 ? past.tokens() : past.index(scanned.indexOf(sameBase[row]), begins[row] - 1);
        }
        return new Lines(Scoped.result(() -> known(past, scanned, decay)), before);
    }

    /** The states after the tokens of a past, and zeros for where nothing is before, (t + 1, n e). */
    private NDArray known(Packing past, List<Integer> scanned, NDArray decay) {
        NDArray zero = pass.owner().zeros(new Shape(1, (long) state * inner));
        if (scanned.isEmpty()) {
            return zero;
        }
        SelectiveScan.Drive drive = recalled(pass, past, scanned, inner, state);
        Lines start = new Lines(zero, new long[past.rows()]);
        return NDArrays.concat(new NDList(SelectiveScan.states(past, drive, decay, start), zero));
    }

    /**
     * What a scan ran over, from the first token of some rows' prompts on.
     *
     * @param past the same rows, in the order of their packing
     * @param scanned which rows of the pass they are
     */
    static SelectiveScan.Drive recalled(Pass pass, Packing past, List<Integer> scanned, int inner, int state) {
        int[] rows = new int[past.tokens()];
        int[] tokens = new int[past.tokens()];
        for (int step = 0; step < past.steps(); step++) {
            for (int row = 0; row < past.alive(step); row++) {
                rows[past.index(row, step)] = scanned.get(row);
                tokens[past.index(row, step)] = step;
            }
        }
        return new SelectiveScan.Drive(
                pass.recall(Memory.STEP, rows, tokens, inner),
                pass.recall(Memory.DRIVE, rows, tokens, inner),
                pass.recall(Memory.IN, rows, tokens, state));
    }
}
