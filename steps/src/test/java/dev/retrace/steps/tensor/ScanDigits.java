package dev.retrace.steps.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;

/** How close two programs for one scan must come. */
final class ScanDigits {

    private ScanDigits() {}

    /** Each number within a tolerance of the largest, or of one. */
    static void assertClose(NDArray due, NDArray found, double tolerance) {
        assertEquals(due.getShape(), found.getShape());
        float[] expected = due.toFloatArray();
        float[] values = found.toFloatArray();
        double largest = due.abs().max().getFloat();
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], values[i], tolerance * Math.max(1, largest));
        }
    }
}
