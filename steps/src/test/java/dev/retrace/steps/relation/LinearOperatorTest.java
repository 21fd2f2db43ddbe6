package dev.retrace.steps.relation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class LinearOperatorTest {

    private final LinearOperator operator = new LinearOperator(new float[] {1, 2, 3, 4}, new float[] {100, 200});

    /** (1·5 + 2·6, 3·5 + 4·6) = (17, 39); twice that and (100, 200) more. */
    @Test
    void betaScalesWButNotB() {
        double[] linear = operator.linear(new float[] {5, 6});

        assertArrayEquals(new double[] {17, 39}, linear);
        assertArrayEquals(new float[] {134, 278}, operator.estimate(linear, 2));
    }

    /** √(1 + 4 + 9 + 16) and √(100² + 200²). */
    @Test
    void normsAreOfAllElements() {
        assertEquals(Math.sqrt(30), operator.norm(), 1e-12);
        assertEquals(Math.sqrt(50_000), operator.biasNorm(), 1e-12);
    }

    @Test
    void sizesThatDoNotFitAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new LinearOperator(new float[5], new float[2]));
    }
}
