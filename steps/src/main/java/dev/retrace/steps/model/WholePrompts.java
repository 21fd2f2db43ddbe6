package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import dev.retrace.steps.tensor.Cut;
import dev.retrace.steps.tensor.Packing;
import dev.retrace.steps.tensor.Tape;
import dev.retrace.steps.tensor.TensorRows;
import java.util.ArrayList;
import java.util.List;

/** Rows of a pass once more, from their first tokens on; nothing of them is kept, shown or changed. */
final class WholePrompts {

    private final Pass pass;
    private final List<StrictCuts.Alike> rows;
    private final Packing packing;

    /** @param rows longest first */
    WholePrompts(Pass pass, List<StrictCuts.Alike> rows) {
        this.pass = pass;
        this.rows = List.copyOf(rows);
        this.packing =
                new Packing(rows.stream().mapToInt(StrictCuts.Alike::length).toArray());
    }

    /**
     * A table of all tokens, (t, w): what earlier runs left of those before, and of those at hand.
     *
     * @param now in the order of the pass at hand
     */
    NDArray whole(Memory what, NDArray now) {
        int[] begins = pass.begins();
        long[] lines = new long[packing.tokens()];
        List<Integer> recalled = new ArrayList<>();
        List<Integer> tokens = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            int row = rows.get(i).row();
            for (int token = 0; token < packing.length(i); token++) {
                boolean past = token < begins[row];
                lines[packing.index(i, token)] = past
                        ? now.getShape().get(0) + tokens.size()
                        : pass.packing().index(row, token - begins[row]);
                if (past) {
                    recalled.add(row);
                    tokens.add(token);
                }
            }
        }
        NDArray all = now;
        if (!tokens.isEmpty()) {
            int width = (int) now.getShape().get(1);
            all = NDArrays.concat(new NDList(now, pass.recall(what, numbers(recalled), numbers(tokens), width)));
        }
        return TensorRows.take(pass.owner(), all, lines);
    }

    private static int[] numbers(List<Integer> all) {
        return all.stream().mapToInt(Integer::intValue).toArray();
    }

    /** How the tokens of the whole prompts lie. */
    Packing packing() {
        return packing;
    }

    /** A pass over them, whose cuts leave the convolution alone. */
    Pass again() {
        int[] pads = pass.pads();
        List<Cut> cuts = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            for (Cut cut : rows.get(i).cuts()) {
                cuts.add(new Cut(i, cut.sources(), cut.targets(), cut.kept(), false));
            }
        }
        return new WholePass(
                pass.owner(),
                packing,
                Tape.NONE,
                rows.stream().map(row -> pads[row.row()]).toList(),
                cuts);
    }
}
