package dev.retrace.steps.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.retrace.engine.step.StepException;
import dev.retrace.steps.TestDevice;
import dev.retrace.steps.dataset.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LinearAlgebraTest {

    private final NDManager manager = TorchEngine.newManager(TestDevice.NAME);
    private final Random random = new Random(3);

    @AfterEach
    void close() {
        manager.close();
    }

    /** 4·1 + 2·3 = 10, 2·1 + 5·3 = 17. */
    @Test
    void aVectorIsSolvedFor() {
        NDArray x = LinearAlgebra.solve(matrix(2, 4, 2, 2, 5), vector(10, 17));

        assertEquals(new Shape(2), x.getShape());
        assertArrayEquals(new double[] {1, 3}, x.toDoubleArray(), 1e-14);
    }

    /** The first column as above; 4·2 + 2·0 = 8, 2·2 + 5·0 = 4. */
    @Test
    void columnsAreSolvedForTogether() {
        NDArray x = LinearAlgebra.solve(matrix(2, 4, 2, 2, 5), matrix(2, 10, 8, 17, 4));

        assertArrayEquals(new double[] {1, 2, 3, 0}, x.toDoubleArray(), 1e-14);
    }

    @Test
    void whatIsSolvedForLeavesHardlyAResidual() {
        for (int n : new int[] {1, 7, 160}) {
            NDArray c = covariance(n, 3 * n);
            NDArray b = normal(n, 5);

            NDArray x = LinearAlgebra.solve(c, b);

            assertTrue(c.matMul(x).sub(b).abs().max().getDouble() < 1e-10, "n = " + n);
        }
    }

    /** x may go on into what changes it in place, which torch refuses of what its own scripts give. */
    @Test
    void aResultMayBeChangedInPlace() {
        NDArray x = LinearAlgebra.solve(matrix(1, 4), vector(8));

        assertArrayEquals(new double[] {3}, x.addi(1).toDoubleArray());
    }

    /** [[1, 2], [2, 1]] stretches (1, 1) by 3 and turns (1, -1) round. */
    @Test
    void anIndefiniteMatrixIsRefusedWithItsEigenvalues() {
        Refusal.says(
                () -> LinearAlgebra.solve(matrix(2, 1, 2, 2, 1), vector(1, 1)),
                "C, 2 by 2, is not positive definite: its eigenvalues go from -",
                "average more text, or add a ridge");
    }

    /** The average of n / 2 products k kᵀ in n dimensions: some directions are missing, whatever rounding says. */
    @Test
    void aCovarianceOfTooFewTokensIsRefused() {
        NDArray c = covariance(40, 20);

        assertThrows(StepException.class, () -> LinearAlgebra.solve(c, normal(40, 1)));
        assertThrows(StepException.class, () -> LinearAlgebra.solve(matrix(2, 1, 1, 1, 1), vector(1, 1)));
        assertThrows(StepException.class, () -> LinearAlgebra.solve(matrix(1, 0), vector(0)));
    }

    @Test
    void aRidgeMakesItSolvable() {
        NDArray c = covariance(40, 20).add(manager.eye(40, 40, 0, DataType.FLOAT64));
        NDArray b = normal(40, 1);

        NDArray x = LinearAlgebra.solve(c, b);

        assertTrue(c.matMul(x).sub(b).abs().max().getDouble() < 1e-10);
    }

    /** diag(3, 2) between a quarter turn and a reordering: [[0, -2], [3, 0]]. */
    @Test
    void singularValuesDescend() {
        LinearAlgebra.Svd svd = LinearAlgebra.svd(matrix(2, 0, -2, 3, 0));

        assertArrayEquals(new double[] {3, 2}, svd.values().toDoubleArray(), 1e-14);
        assertArrayEquals(new double[] {0, 1, 1, 0}, svd.u().abs().toDoubleArray(), 1e-14);
        assertArrayEquals(new double[] {1, 0, 0, 1}, svd.v().abs().toDoubleArray(), 1e-14);
    }

    @Test
    void theDecompositionIsTheMatrixAgainAndItsVectorsAreOrthonormal() {
        for (int[] size : new int[][] {{5, 5}, {12, 4}, {3, 90}, {160, 160}}) {
            NDArray a = normal(size[0], size[1]);

            LinearAlgebra.Svd svd = LinearAlgebra.svd(a);

            int k = Math.min(size[0], size[1]);
            assertEquals(new Shape(size[0], k), svd.u().getShape());
            assertEquals(new Shape(size[1], k), svd.v().getShape());
            NDArray again = svd.u().mul(svd.values()).matMul(svd.v().transpose());
            assertTrue(again.sub(a).abs().max().getDouble() < 1e-10);
            assertIdentity(svd.u().transpose().matMul(svd.u()));
            assertIdentity(svd.v().transpose().matMul(svd.v()));
        }
    }

    /** (1, 1) is stretched by 3 and (1, -1) by 1. */
    @Test
    void eigenvaluesAscend() {
        assertArrayEquals(
                new double[] {1, 3},
                LinearAlgebra.eigenvalues(matrix(2, 2, 1, 1, 2)).toDoubleArray(),
                1e-14);
    }

    /** Those of a covariance are its singular values in the other order. */
    @Test
    void eigenvaluesOfAPositiveMatrixAreItsSingularValues() {
        NDArray c = covariance(30, 90);

        double[] eigenvalues = LinearAlgebra.eigenvalues(c).toDoubleArray();

        double[] values = LinearAlgebra.svd(c).values().toDoubleArray();
        for (int i = 0; i < 30; i++) {
            assertEquals(values[29 - i], eigenvalues[i], 1e-10);
        }
    }

    @Test
    void otherTypesAndShapesAreRefused() {
        NDArray single = manager.ones(new Shape(2, 2));
        NDArray wide = normal(2, 3);

        assertRefused("A must be in double precision, float64, but is float32", () -> LinearAlgebra.svd(single));
        assertRefused("C must be a square matrix, but is (2, 3)", () -> LinearAlgebra.eigenvalues(wide));
        assertRefused("A must be a matrix that is not empty, but is (2)", () -> LinearAlgebra.svd(vector(1, 2)));
        assertRefused(
                "C is (2, 2), so B must be (2, m) or (2), but is (3)",
                () -> LinearAlgebra.solve(matrix(2, 1, 0, 0, 1), vector(1, 2, 3)));
        assertRefused(
                "C must be symmetric, but entries across its diagonal differ by 1.0, and its largest is 4.0",
                () -> LinearAlgebra.solve(matrix(2, 4, 2, 1, 5).sub(1), vector(1, 2)));
    }

    @Test
    void whatIsNoNumberIsRefused() {
        for (double wrong : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            NDArray c = matrix(2, 1, 0, 0, wrong);

            assertThrows(StepException.class, () -> LinearAlgebra.svd(c));
            assertThrows(StepException.class, () -> LinearAlgebra.eigenvalues(c));
            assertThrows(StepException.class, () -> LinearAlgebra.solve(c, vector(1, 1)));
            assertThrows(StepException.class, () -> LinearAlgebra.solve(matrix(1, 1), vector(wrong)));
        }
    }

    /** Each thread solves for another multiple of the same vector. */
    @Test
    void threadsDoNotDisturbEachOther() throws Exception {
        NDArray c = covariance(24, 60);
        NDArray b = normal(24, 1);
        double[] once = LinearAlgebra.solve(c, b).toDoubleArray();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<double[]>> work = new ArrayList<>();
            for (int i = 1; i <= 200; i++) {
                int times = i;
                work.add(() -> Scoped.value(
                        () -> LinearAlgebra.solve(c, b.mul(times)).div(times).toDoubleArray()));
            }
            for (Future<double[]> done : threads.invokeAll(work)) {
                assertArrayEquals(once, done.get(), 1e-10);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void nothingIsLeftBehindButTheResults() {
        NDArray c = covariance(24, 60);
        NDArray b = normal(24, 1);
        int before = manager.getManagedArrays().size();

        LinearAlgebra.solve(c, b);
        LinearAlgebra.svd(c);
        LinearAlgebra.eigenvalues(c);

        assertEquals(before + 1 + 3 + 1, manager.getManagedArrays().size());
    }

    private static void assertRefused(String message, Runnable work) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, work::run).getMessage());
    }

    private void assertIdentity(NDArray found) {
        int n = (int) found.getShape().get(0);
        NDArray identity = manager.eye(n, n, 0, DataType.FLOAT64);
        assertTrue(found.sub(identity).abs().max().getDouble() < 1e-10);
    }

    private NDArray covariance(int n, int tokens) {
        NDArray keys = normal(tokens, n);
        return keys.transpose().matMul(keys).div(tokens);
    }

    private NDArray normal(int rows, int columns) {
        double[] values = random.doubles((long) rows * columns, -2, 2).toArray();
        return manager.create(values, new Shape(rows, columns));
    }

    private NDArray matrix(int rows, double... values) {
        return manager.create(values, new Shape(rows, values.length / rows));
    }

    private NDArray vector(double... values) {
        return manager.create(values);
    }
}
