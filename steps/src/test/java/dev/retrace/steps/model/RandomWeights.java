package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.checkpoint.ModelConfig;
import dev.retrace.steps.tensor.Precision;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Weights of any shape that behave like a model's: nothing vanishes, nothing explodes. */
record RandomWeights(ModelConfig config, Map<String, float[]> values, Map<String, List<Long>> shapes) {

    /**
     * @param spread of biases and of the weights of norms: 0 leaves them at 0 and 1
     */
    static RandomWeights of(ModelConfig config, double spread) {
        Random random = new Random(1);
        Map<String, List<Long>> shapes =
                new TreeMap<>(config.layout(List.of("transformer.wte.weight")).due());
        Map<String, float[]> values = new TreeMap<>();
        shapes.forEach((name, sizes) -> {
            float[] tensor =
                    new float[(int) sizes.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b)];
            int last = Math.toIntExact(sizes.get(sizes.size() - 1));
            for (int i = 0; i < tensor.length; i++) {
                tensor[i] = value(name, random.nextGaussian(), Math.sqrt(1.0 / last), i % last, spread);
            }
            values.put(name, tensor);
        });
        return new RandomWeights(config, values, shapes);
    }

    private static float value(String name, double normal, double scale, int column, double spread) {
        if (name.endsWith("A_log")) {
            return (float) Math.log(column + 1);
        } else if (name.endsWith("dt_proj.bias") || name.endsWith("dt_bias")) {
            return (float) (normal - 3 + 2 * spread);
        } else if (name.endsWith(".bias")) {
            return (float) (normal * spread);
        } else if (name.endsWith("mixer.D") || name.matches(".*(norm|norm_f|ln_.)\\.weight")) {
            return (float) (1 + normal * spread);
        }
        return (float) (normal * scale);
    }

    /** As tensors. */
    Map<String, NDArray> tensors(NDManager owner) {
        Map<String, NDArray> tensors = new HashMap<>();
        values.forEach((name, tensor) -> tensors.put(name, owner.create(tensor, new Shape(shapes.get(name)))));
        return tensors;
    }

    /** As a model; it owns the manager. */
    ResidualModel model(NDManager owner) {
        return model(owner, MemoryShare.DEFAULT_RESTART_BYTES);
    }

    ResidualModel model(NDManager owner, long restartBytes) {
        return ModelLoader.of(
                owner, config, new Weights(tensors(owner), "", Precision.FLOAT32), new MemoryShare(restartBytes, 0));
    }

    ResidualModel model(NDManager owner, Precision precision) {
        return ModelLoader.of(
                owner,
                config,
                new Weights(tensors(owner), "", precision),
                new MemoryShare(MemoryShare.DEFAULT_RESTART_BYTES, 0));
    }

    /** As what it must equal. */
    NaiveModel naive() {
        Map<String, double[]> wide = new HashMap<>();
        values.forEach((name, tensor) -> {
            double[] all = new double[tensor.length];
            for (int i = 0; i < all.length; i++) {
                all[i] = tensor[i];
            }
            wide.put(name, all);
        });
        return new NaiveModel(config, wide);
    }
}
