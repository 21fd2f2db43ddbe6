package dev.retrace.steps.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.tensor.TorchEngine;
import org.junit.jupiter.api.Test;

/** Weights e^z of 1, 3, 4 and of 8, 2, 6, in parts of two and one; and what outgrows a float's exponential. */
class PartedSoftmaxTest {

    private static final float FAR = 500;

    @Test
    void aTokenHasItsShareOfAllParts() {
        try (NDManager owner = TorchEngine.newManager("cpu")) {
            PartedSoftmax softmax = fed(owner, PartedSoftmax.at(new long[] {1, 2, 2}));

            assertEquals(3f / 8, softmax.probability(0), 1e-6);
            assertEquals(6f / 16, softmax.probability(1), 1e-6);
            assertEquals(1, softmax.probability(2), 1e-6);
            assertFalse(softmax.isTop(0));
            assertFalse(softmax.isTop(1));
            assertTrue(softmax.isTop(2));
            assertEquals(2, softmax.token(1));
        }
    }

    @Test
    void theTopIsFoundInAnyPart() {
        try (NDManager owner = TorchEngine.newManager("cpu")) {
            PartedSoftmax softmax = fed(owner, PartedSoftmax.atTop(3));

            assertEquals(2, softmax.token(0));
            assertEquals(4f / 8, softmax.probability(0), 1e-6);
            assertEquals(0, softmax.token(1));
            assertEquals(8f / 16, softmax.probability(1), 1e-6);
            assertEquals(2, softmax.token(2));
            assertTrue(softmax.isTop(2));
        }
    }

    @Test
    void whatIsNoNumberStaysNone() {
        try (NDManager owner = TorchEngine.newManager("cpu")) {
            PartedSoftmax softmax = PartedSoftmax.at(new long[] {0, 0});
            softmax.add(0, owner.create(new float[] {1, 1}, new Shape(2, 1)));
            softmax.add(1, owner.create(new float[] {Float.NaN, Float.POSITIVE_INFINITY}, new Shape(2, 1)));

            assertTrue(Float.isNaN(softmax.probability(0)));
            assertTrue(Float.isNaN(softmax.probability(1)));
        }
    }

    private static PartedSoftmax fed(NDManager owner, PartedSoftmax softmax) {
        softmax.add(0, logs(owner, new Shape(3, 2), 1, 3, 8, 2, Math.exp(-FAR), Math.exp(-FAR)));
        NDArray last = logs(owner, new Shape(3, 1), 4, 6, 1);
        last.set(new NDIndex("2, 0"), FAR);
        softmax.add(2, last);
        return softmax;
    }

    private static NDArray logs(NDManager owner, Shape shape, double... weights) {
        float[] logs = new float[weights.length];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = (float) Math.log(weights[i]);
        }
        return owner.create(logs, shape);
    }
}
