package dev.retrace.steps.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.tensor.Precision;
import dev.retrace.steps.tensor.Scoped;
import dev.retrace.steps.tensor.TorchEngine;
import java.util.stream.IntStream;

/** What a device can do: products of large square matrices of random numbers, in a precision. */
record ProductCeiling(String device, Precision precision) {

    private static final int SIDE_OF_GPU = 8192;
    private static final int SIDE_OF_CPU = 1024;
    private static final int PRODUCTS = 8;
    private static final int ROUNDS = 7;
    private static final double TERA = 1e12;

    /** TFLOP/s, the median of some rounds. */
    double measured() {
        try (NDManager owner = TorchEngine.newManager(device)) {
            boolean gpu = owner.getDevice().isGpu();
            int side = gpu ? SIDE_OF_GPU : SIDE_OF_CPU;
            NDArray matrix = precision.matrix(owner.randomNormal(new Shape(side, side)));
            NDArray x = owner.randomNormal(new Shape(side, side)).toType(matrix.getDataType(), false);
            double[] speeds = new double[ROUNDS];
            for (int round = -1; round < ROUNDS; round++) {
                double seconds = Stopwatch.seconds(() -> products(x, matrix, gpu));
                if (round >= 0) {
                    speeds[round] = 2.0 * PRODUCTS * side * side * side / seconds / TERA;
                }
            }
            return Stopwatch.median(speeds);
        }
    }

    private void products(NDArray x, NDArray matrix, boolean gpu) {
        IntStream all = IntStream.range(0, PRODUCTS);
        (gpu ? all : all.parallel())
                .forEach(i -> Scoped.run(() -> {
                    NDArray y = precision.bareProduct(x, matrix);
                    if (i == PRODUCTS - 1) {
                        y.get("0, 0:1").toByteBuffer(); // when this is here, all is done
                    }
                }));
    }
}
