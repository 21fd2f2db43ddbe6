package dev.retrace.steps.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.TestDevice;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SelectiveScanTest {

    /**
     * One channel, one state, two rows of 3 and 1 tokens, packed X0 Y0 X1 X2. A step of 2 and A = -ln 2 / 2
     * halve the state at each token; it gains drive times B.
     *
     * <pre>{@code
     * X from 8: 4 + 3 * 2 = 10, 5 + 0, 2.5 + 4 * 1     C = 1, 3, 2    y = 10, 15, 13
     * Y from 0: 0 + 5 * 2 = 10                         C = 4          y = 40
     * }</pre>
     */
    @Test
    void statesHalveAndGainTheirDrive() {
        try (NDManager manager = TorchEngine.newManager(TestDevice.NAME)) {
            Packing packing = new Packing(new int[] {3, 1});
            SelectiveScan.Drive drive = new SelectiveScan.Drive(
                    column(manager, 2, 2, 2, 2), column(manager, 3, 5, 0, 4), column(manager, 2, 2, 1, 1));
            NDArray a = column(manager, (float) -Math.log(2) / 2);
            NDArray out = column(manager, 1, 4, 3, 2);

            NDArray y = SelectiveScan.outputs(packing, drive, a, out, start(manager));
            NDArray states = SelectiveScan.states(packing, drive, a, start(manager));

            assertArrayEquals(new float[] {10, 40, 15, 13}, y.toFloatArray(), 1e-5f);
            assertArrayEquals(new float[] {10, 10, 5, 6.5f}, states.toFloatArray(), 1e-5f);
            assertArrayEquals(y.toFloatArray(), SelectiveScan.read(states, out).toFloatArray(), 1e-5f);
        }
    }

    /** Twenty rows go through in three groups; without decay each sums its drives: row r of length l ends at r l. */
    @Test
    void groupsOfRowsDoNotDisturbEachOther() {
        try (NDManager manager = TorchEngine.newManager(TestDevice.NAME)) {
            int[] lengths = new int[20];
            Arrays.setAll(lengths, row -> row < 10 ? 3 : 2);
            Packing packing = new Packing(lengths);
            float[] drives = new float[packing.tokens()];
            for (int row = 0; row < lengths.length; row++) {
                for (int step = 0; step < lengths[row]; step++) {
                    drives[packing.index(row, step)] = row;
                }
            }
            float[] ones = new float[packing.tokens()];
            Arrays.fill(ones, 1);
            SelectiveScan.Drive drive =
                    new SelectiveScan.Drive(column(manager, ones), column(manager, drives), column(manager, ones));

            NDArray y = SelectiveScan.outputs(
                    packing,
                    drive,
                    column(manager, 0),
                    column(manager, ones),
                    new Lines(manager.zeros(new Shape(1, 1)), new long[20]));

            NDArray end = SelectiveScan.ends(
                    packing, drive, column(manager, 0), new Lines(manager.zeros(new Shape(1, 1)), new long[20]));
            for (int row = 0; row < lengths.length; row++) {
                assertEquals(row * lengths[row], y.getFloat(packing.index(row, lengths[row] - 1), 0), 1e-5);
                assertEquals(row * lengths[row], end.getFloat(row, 0), 1e-5);
            }
        }
    }

    /** X from 8, Y from 0. */
    private static Lines start(NDManager manager) {
        return new Lines(column(manager, 0, 7, 8), new long[] {2, 0});
    }

    private static NDArray column(NDManager manager, float... values) {
        return manager.create(values, new Shape(values.length, 1));
    }
}
