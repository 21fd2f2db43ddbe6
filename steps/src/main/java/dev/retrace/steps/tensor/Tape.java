package dev.retrace.steps.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

/**
 * What is recorded of a computation whose derivative is taken in parts: some of it by the engine, some by
 * formulas of ours in between. Mutable: filled on the way up, emptied on the way down.
 */
public final class Tape {

    /** Records nothing. */
    public static final Tape NONE = new Tape(false, false);

    /**
     * A function at some point.
     *
     * @param value there
     * @param pullback from a vector of the value's shape to one per input, in their shapes: the products of
     *     the vector with the function's Jacobians
     */
    public record Op(NDArray value, Function<NDArray, NDList> pullback) {}

    private final boolean records;
    private final boolean learns;
    private final Deque<Runnable> below = new ArrayDeque<>();

    private Tape(boolean records, boolean learns) {
        this.records = records;
        this.learns = learns;
    }

    /** One that records. */
    public static Tape recording() {
        return new Tape(true, false);
    }

    /** One that records, for derivatives by the weights too. */
    public static Tape learning() {
        return new Tape(true, true);
    }

    /** Whether derivatives are taken, so that nothing may be overwritten that they need. */
    public boolean records() {
        return records;
    }

    /** Whether derivatives by the weights are taken. */
    public boolean learns() {
        return learns;
    }

    /**
     * The same tensor, where the derivative shall be gathered before it goes further down: what several things
     * are made of that are differentiated one after another.
     */
    public NDArray gathered(NDArray x) {
        if (!records) {
            return x;
        }
        NDArray leaf = Autograd.leaf(x);
        below.push(() -> Autograd.backward(x, Autograd.gradient(leaf), false));
        return leaf;
    }

    /**
     * A function with a derivative by a formula of its own.
     *
     * @param inputs recorded
     * @param function of the inputs, none of whose operations is recorded
     * @return its value, which may be changed in place; of the caller's scope
     */
    public NDArray call(NDList inputs, Function<NDList, Op> function) {
        NDList detached = new NDList();
        inputs.forEach(input -> detached.add(input.stopGradient()));
        Op op = function.apply(detached);
        NDArray leaf = Autograd.leaf(op.value());
        below.push(() -> descend(inputs, op.pullback().apply(Autograd.gradient(leaf))));
        return Autograd.copy(leaf);
    }

    private static void descend(NDList inputs, NDList slopes) {
        NDArray sum = inputs.get(0).mul(slopes.get(0)).sum();
        for (int i = 1; i < inputs.size(); i++) {
            sum = sum.add(inputs.get(i).mul(slopes.get(i)).sum());
        }
        Autograd.backward(sum, sum.onesLike(), false);
    }

    /** Brings v ∂y/∂x to every leaf x that y was made of, through all that was recorded here. */
    public void backward(NDArray y, NDArray v) {
        Autograd.backward(y, v, !below.isEmpty());
        while (!below.isEmpty()) {
            below.pop().run();
        }
    }
}
