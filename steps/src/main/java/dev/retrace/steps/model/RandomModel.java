package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.retrace.engine.step.LanePlace;
import dev.retrace.steps.checkpoint.ModelConfig;
import dev.retrace.steps.tensor.Precision;
import dev.retrace.steps.tensor.TorchEngine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Models of any shape with random weights that behave like a model's; for benchmarks. */
public final class RandomModel {

    private static final int SEED = 7;
    private static final List<String> NAMES = List.of("transformer.wte.weight");

    private RandomModel() {}

    /**
     * A model, the same one each time on a device.
     *
     * @param precision {@code float32}, {@code tf32} or {@code float16}
     * @return the caller closes it
     */
    public static LanguageModel of(ModelConfig config, String device, String precision) {
        return of(config, device, precision, LanePlace.UNLIMITED);
    }

    /** The same within a limit of bytes of the device. */
    public static LanguageModel of(ModelConfig config, String device, String precision, long limit) {
        Precision found = Precision.of(precision);
        NDManager owner = TorchEngine.newManager(device);
        return ModelLoader.of(
                owner,
                config,
                new Weights(weights(owner, config), "", found),
                MemoryShare.of(owner.getDevice(), limit, ModelLoader.bytes(config, NAMES, found)));
    }

    /** Its weights by name, of the owner. */
    static Map<String, NDArray> weights(NDManager owner, ModelConfig config) {
        owner.getEngine().setRandomSeed(SEED);
        Map<String, NDArray> weights = new HashMap<>();
        config.layout(NAMES).due().forEach((name, sizes) -> weights.put(name, tensor(owner, name, new Shape(sizes))));
        return weights;
    }

    /** Matrices keep the size of what they multiply; norms are 1; steps of a scan are short. */
    private static NDArray tensor(NDManager owner, String name, Shape shape) {
        if (name.endsWith("A_log")) {
            return owner.zeros(shape);
        } else if (name.endsWith("dt_proj.bias") || name.endsWith("dt_bias")) {
            return owner.full(shape, -3f);
        } else if (name.endsWith(".bias")) {
            return owner.zeros(shape);
        } else if (name.endsWith("mixer.D") || name.matches(".*(norm|norm_f|layer_norm|layernorm|ln_.)\\.weight")) {
            return owner.ones(shape);
        }
        float spread = (float) Math.sqrt(1.0 / shape.get(shape.dimension() - 1));
        return owner.randomNormal(0, spread, shape, DataType.FLOAT32);
    }
}
