package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.Weight;
import dev.retrace.steps.tensor.Cut;
import dev.retrace.steps.tensor.Lines;
import dev.retrace.steps.tensor.Packing;
import dev.retrace.steps.tensor.Tape;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A pass over whole rows, of which nothing is changed but what is cut and nothing is kept but what the tape records.
 *
 * @param hidden how many tokens of each row are padding
 */
record WholePass(NDManager owner, Packing packing, Tape tape, List<Integer> hidden, List<Cut> cuts) implements Pass {

    WholePass {
        hidden = List.copyOf(hidden);
        cuts = List.copyOf(cuts);
    }

    /** One without pads and cuts. */
    WholePass(NDManager owner, Packing packing, Tape tape) {
        this(owner, packing, tape, Collections.nCopies(packing.rows(), 0), List.of());
    }

    @Override
    public int[] begins() {
        return new int[packing.rows()];
    }

    @Override
    public int[] pads() {
        return hidden.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public int[] sameBase() {
        return IntStream.range(0, packing.rows()).toArray();
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

    /** Zeros: nothing lies before a row's first token. */
    @Override
    public NDArray recall(Memory what, int[] rows, int[] tokens, int width) {
        return owner.zeros(new Shape(rows.length, width));
    }

    @Override
    public Lines lines(Memory what, int[] rows, int[] tokens, int width) {
        return new Lines(owner.zeros(new Shape(1, width)), new long[rows.length]);
    }
}
