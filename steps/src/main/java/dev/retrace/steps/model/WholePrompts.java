package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.Weight;
import dev.retrace.steps.tensor.Cut;
import dev.retrace.steps.tensor.Lines;
import dev.retrace.steps.tensor.Packing;
import dev.retrace.steps.tensor.Tape;
import dev.retrace.steps.tensor.TensorRows;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Rows of a pass once more, from their first tokens on; nothing of them is kept, shown or changed. */
final class WholePrompts implements Pass {

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
        return TensorRows.take(owner(), all, lines);
    }

    private static int[] numbers(List<Integer> all) {
        return all.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public NDManager owner() {
        return pass.owner();
    }

    @Override
    public Packing packing() {
        return packing;
    }

    @Override
    public int[] begins() {
        return new int[rows.size()];
    }

    @Override
    public int[] pads() {
        int[] pads = pass.pads();
        return rows.stream().mapToInt(row -> pads[row.row()]).toArray();
    }

    @Override
    public int[] sameBase() {
        return IntStream.range(0, rows.size()).toArray();
    }

    @Override
    public List<Cut> cuts() {
        List<Cut> cuts = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            for (Cut cut : rows.get(i).cuts()) {
                cuts.add(new Cut(i, cut.sources(), cut.targets(), cut.kept(), false));
            }
        }
        return cuts;
    }

    @Override
    public void at(State state, NDArray value) {}

    @Override
    public void projected(Weight weight, NDArray x, NDArray y) {}

    @Override
    public boolean shows(State state) {
        return false;
    }

    @Override
    public boolean shows(Weight weight) {
        return false;
    }

    @Override
    public Tape tape() {
        return Tape.NONE;
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
        return false;
    }

    @Override
    public NDArray recall(Memory what, int[] rows, int[] tokens, int width) {
        return owner().zeros(new Shape(rows.length, width));
    }

    @Override
    public Lines lines(Memory what, int[] rows, int[] tokens, int width) {
        return new Lines(owner().zeros(new Shape(1, width)), new long[rows.length]);
    }
}
