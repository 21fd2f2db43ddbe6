package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.checkpoint.MambaConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** Weights of any shape that behave like a model's: nothing vanishes, nothing explodes. */
final class RandomWeights {

    private RandomWeights() {}

    static Map<String, NDArray> of(NDManager owner, MambaConfig config) {
        Random random = new Random(1);
        Map<String, NDArray> weights = new HashMap<>();
        config.shapes("backbone.embeddings.weight").forEach((name, sizes) -> {
            Shape shape = new Shape(sizes);
            float[] values = new float[(int) shape.size()];
            double scale = Math.sqrt(1.0 / sizes.get(sizes.size() - 1));
            for (int i = 0; i < values.length; i++) {
                values[i] = value(name, random.nextGaussian(), scale, i % config.state());
            }
            weights.put(name, owner.create(values, shape));
        });
        return weights;
    }

    private static float value(String name, double normal, double scale, int state) {
        if (name.endsWith("A_log")) {
            return (float) Math.log(state + 1);
        } else if (name.endsWith("norm.weight") || name.endsWith("norm_f.weight") || name.endsWith(".D")) {
            return 1;
        }
        return (float) (name.endsWith("dt_proj.bias") ? normal - 3 : normal * scale);
    }
}
