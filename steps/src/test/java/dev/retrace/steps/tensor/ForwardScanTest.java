package dev.retrace.steps.tensor;

import static dev.retrace.steps.tensor.ScanDigits.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.tensor.SelectiveScan.Drive;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two programs for one scan: in loops of ours, and operation by operation. */
class ForwardScanTest {

    /** Rows of one length and of several, in tables that are views, from lines of a table in any order. */
    @ParameterizedTest
    @CsvSource({"40, 40, 16, 24", "33, 7, 5, 11", "1, 1, 1, 8", "17, 16, 3, 1"})
    void outputsStatesAndEndsAreThoseOfTheScanOperationByOperation(int longer, int shorter, int n, int e) {
        try (NDManager owner = TorchEngine.newManager("cpu")) {
            Packing packing = new Packing(new int[] {longer, shorter, shorter});
            int t = packing.tokens();
            NDArray steering = owner.randomNormal(new Shape(t, 2L * n));
            Drive drive = new Drive(
                    owner.randomUniform(0.001f, 0.8f, new Shape(t, e)),
                    owner.randomNormal(new Shape(t, e)),
                    TensorRows.columns(steering, 0, n));
            NDArray out = TensorRows.columns(steering, n, 2L * n);
            NDArray a = owner.randomUniform(-9, -0.01f, new Shape(n, e));
            Lines start = new Lines(owner.randomNormal(new Shape(4, (long) n * e)), new long[] {3, 1, 3});
            NDArray end = start.taken(owner).reshape(3, n, e);
            NDArray outputs = SelectiveScan.plainOutputs(packing, drive, a, out, end);
            NDArray states = SelectiveScan.plainStates(
                    packing, drive, a, start.taken(owner).reshape(3, n, e));

            ForwardScan scan = new ForwardScan(packing, drive, a, start);

            assertClose(outputs, scan.outputs(out), 1e-5);
            assertClose(states, scan.states(), 1e-5);
            for (int row = 0; row < 3; row++) {
                int last = packing.index(row, packing.length(row) - 1);
                assertArrayEquals(
                        scan.states().get(last).toFloatArray(),
                        scan.ends().get(row).toFloatArray());
            }
        }
    }
}
