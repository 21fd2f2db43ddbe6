package dev.retrace.steps.tensor;

import static dev.retrace.steps.tensor.ScanDigits.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.tensor.SelectiveScan.Drive;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two programs for one scan: in loops of ours, and operation by operation. */
class ScanLoopsTest {

    /** Rows of one length and of several, more and fewer tokens than are kept together, even and odd sizes. */
    @ParameterizedTest
    @CsvSource({"40, 40, 16, 24", "33, 7, 5, 11", "16, 1, 1, 8", "17, 16, 3, 1"})
    void valuesAndDerivativesAreThoseOfTheScanOperationByOperation(int longer, int shorter, int n, int e) {
        try (NDManager owner = TorchEngine.newManager("cpu")) {
            Packing packing = new Packing(new int[] {longer, shorter, shorter});
            int t = packing.tokens();
            Drive drive = new Drive(
                    owner.randomUniform(0.001f, 0.8f, new Shape(t, e)), normal(owner, t, e), normal(owner, t, n));
            NDArray a = owner.randomUniform(-9, -0.01f, new Shape(n, e));
            NDArray out = normal(owner, t, n);
            NDArray start = owner.randomNormal(new Shape(3, n, e));
            NDArray slope = normal(owner, t, e);
            NDArray states = SelectiveScan.plainStates(packing, drive, a, start.duplicate());

            ScanLoops loops = new ScanLoops(packing, drive, a, out, start);

            assertClose(SelectiveScan.read(states, out), loops.outputs(owner), 1e-5);
            NDList due = new ScanPullback(packing, drive, a, out, start, states).of(slope, true);
            NDList slopes = loops.slopes(slope);
            assertEquals(5, slopes.size());
            for (int i = 0; i < due.size(); i++) {
                assertClose(due.get(i), slopes.get(i), 2e-5);
            }
        }
    }

    /** From where a float's exponential is 0 up to where it is 1. */
    @Test
    void exponentialsHaveTheDigitsThatCountBesideOne() {
        float[] exponents = {
            0, -1e-30f, -1e-7f, -1e-3f, -0.1f, -0.5f, -1, -2, -5, -10, -20, -60, -99, -101, -1e4f, -1e30f
        };
        float[] z = new float[exponents.length];
        Arrays.fill(z, 2);
        float[] halves = new float[exponents.length];
        for (int i = 0; i < z.length; i++) {
            halves[i] = exponents[i] / 2;
        }

        VectorLoops.exponentials(halves, z);

        for (int i = 0; i < z.length; i++) {
            assertEquals(Math.exp(exponents[i]), z[i], 1.5e-7, "e^" + exponents[i]);
        }
    }

    @Test
    void rowsAreSummed() {
        float[] sums = new float[5];

        VectorLoops.sumRows(new float[] {1, 2, 10, 20, 100, 200, 1000, 2000, 10000, 20000}, new float[10], 2, sums, 2);

        assertArrayEquals(new float[] {0, 0, 11111, 22222, 0}, sums);
    }

    private static NDArray normal(NDManager owner, int rows, int columns) {
        return owner.randomNormal(new Shape(rows, columns));
    }
}
