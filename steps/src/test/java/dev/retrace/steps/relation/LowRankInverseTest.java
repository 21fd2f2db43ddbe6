package dev.retrace.steps.relation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import dev.retrace.steps.TestDevice;
import dev.retrace.steps.tensor.TorchEngine;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LowRankInverseTest {

    private final NDManager owner = TorchEngine.newManager(TestDevice.NAME);

    @AfterEach
    void close() {
        owner.close();
    }

    /**
     * W takes (1, 0, 0) to (0, 4, 0), (0, 1, 0) to (2, 0, 0) and forgets the third. So z moves by (6, 8, 5) as far
     * as it can if h moves by (2, 3, 0), first by the direction that W stretches most.
     */
    @Test
    void directionsComeByTheirSingularValues() {
        LinearOperator operator = new LinearOperator(new float[] {0, 2, 0, 4, 0, 0, 0, 0, 0}, new float[3]);

        LowRankInverse inverse = LowRankInverse.of(operator, 3, owner);

        assertArrayEquals(new double[] {4, 2, 0}, inverse.values(), 1e-12);
        assertEquals(2, inverse.rank());
        List<float[]> changes = inverse.changes(new double[] {6, 8, 5}, List.of(0, 1, 2, 3));
        assertArrayEquals(new float[] {0, 0, 0}, changes.get(0));
        assertArrayEquals(new float[] {2, 0, 0}, changes.get(1), 1e-6f);
        assertArrayEquals(new float[] {2, 3, 0}, changes.get(2), 1e-6f);
        assertArrayEquals(new float[] {2, 3, 0}, changes.get(3), 1e-6f);
    }

    /** After the last layer h at another token has no part in z. */
    @Test
    void whatSeesNothingChangesNothing() {
        LowRankInverse inverse = LowRankInverse.of(new LinearOperator(new float[4], new float[2]), 2, owner);

        assertEquals(0, inverse.rank());
        assertArrayEquals(
                new float[2], inverse.changes(new double[] {1, 1}, List.of(2)).get(0));
    }

    /** 1e-9 beside 1 is rounding, if W has 24 bits. */
    @Test
    void roundingHasNoInverse() {
        LowRankInverse inverse =
                LowRankInverse.of(new LinearOperator(new float[] {1, 0, 0, 1e-9f}, new float[2]), 2, owner);

        assertEquals(1, inverse.rank());
    }
}
