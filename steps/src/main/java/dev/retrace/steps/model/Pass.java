package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.Weight;
import dev.retrace.steps.tensor.Cut;
import dev.retrace.steps.tensor.Lines;
import dev.retrace.steps.tensor.Packing;
import dev.retrace.steps.tensor.Tape;
import java.util.List;

/** A pass of packed rows through one block, as the block sees it. */
interface Pass {

    /** Makes tensors. */
    NDManager owner();

    /** How the tokens at hand lie in the tensors. */
    Packing packing();

    /** How many tokens lie before each row's first. */
    int[] begins();

    /** How many tokens of each row's prompt are padding, which a model with a mask for it hides. */
    int[] pads();

    /** For each row the first one that continues the same prompt of the same run, and so has the same past. */
    int[] sameBase();

    /** What rows at hand no longer take from earlier tokens where this block mixes tokens. */
    List<Cut> cuts();

    /** Shows a state where it is born, (t, w), to be read or changed in place. */
    void at(State state, NDArray value);

    /** Shows a projection, to be changed in place: y = W x, with x (t, inputs) and y (t, outputs). */
    void projected(Weight weight, NDArray x, NDArray y);

    /** Whether somebody reads or changes a state here. */
    boolean shows(State state);

    /** Whether somebody reads what a projection multiplies, or edits it. */
    boolean shows(Weight weight);

    /** Where what this pass computes is recorded, to be differentiated. */
    Tape tape();

    /** Whether what a block leaves here is kept. */
    boolean remembers();

    /** Whether states of a scan are kept, of so many numbers per token. */
    boolean keepsStates(long numbersPerToken);

    /** Keeps a table of all tokens, (t, w); copied. */
    void remember(Memory what, NDArray table);

    /** Whether earlier runs left such a table in this layer. */
    boolean recalls(Memory what);

    /**
     * Lines of such tables.
     *
     * @param rows at hand
     * @param tokens before those rows' first, from the start of the prompt; zeros where negative
     * @param width w
     * @return (rows, w), of the caller's scope
     */
    NDArray recall(Memory what, int[] rows, int[] tokens, int width);

    /** The same where they lie. */
    Lines lines(Memory what, int[] rows, int[] tokens, int width);
}
