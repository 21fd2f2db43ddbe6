package dev.retrace.steps.training;

import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.checkpoint.GptNeoXConfig;
import dev.retrace.steps.checkpoint.Mamba2Config;
import dev.retrace.steps.checkpoint.MambaConfig;
import dev.retrace.steps.checkpoint.ModelConfig;
import java.util.function.LongToDoubleFunction;

/**
 * The weights that a training begins with, each number a draw of its own.
 *
 * <p>Mamba and Mamba-2: projections and convolutions uniform within 1/√inputs, as torch makes them; what writes into
 * the residual stream divided by the root of the number of layers; embeddings of deviation 0.02; step sizes
 * log-uniform from 0.001 to 0.1; A = -1 … -n for each channel of Mamba, from -1 to -16 for the heads of Mamba-2;
 * D = 1. Sources: Gu and Dao (arXiv 2312.00752), section 3.6 and appendix E; Dao and Gu (arXiv 2405.21060); and the
 * authors' code.
 *
 * <p>GPT-NeoX: normal of deviation √(2 / 5d), what writes into the residual stream 2 / (L √d); biases 0. Source: Black
 * et al. (arXiv 2204.06745), section 2.1, as Pythia has it.
 */
record InitialWeights(ModelConfig config, long seed) {

    private static final double EMBEDDING_DEVIATION = 0.02;
    private static final double LEAST_STEP = 0.001;
    private static final double GREATEST_STEP = 0.1;
    private static final double STEP_FLOOR = 1e-4;
    private static final double GREATEST_DECAY = 16;

    /** One tensor, row after row. */
    float[] of(String name, Shape shape) {
        Numbers numbers = new Numbers(seed, "initial", name);
        LongToDoubleFunction value =
                config instanceof GptNeoXConfig ? transformer(name, numbers) : mamba(name, shape, numbers);
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) value.applyAsDouble(i);
        }
        return values;
    }

    private LongToDoubleFunction transformer(String name, Numbers numbers) {
        if (name.endsWith("bias")) {
            return i -> 0;
        } else if (name.matches(".*(norm|layernorm)\\.weight")) {
            return i -> 1;
        }
        boolean writes = name.endsWith("attention.dense.weight") || name.endsWith("dense_4h_to_h.weight");
        double deviation = writes
                ? 2 / (config.layers() * StrictMath.sqrt(config.width()))
                : StrictMath.sqrt(2.0 / (5 * config.width()));
        return i -> deviation * numbers.normal(i);
    }

    private LongToDoubleFunction mamba(String name, Shape shape, Numbers numbers) {
        if (name.endsWith("A_log")) {
            long state = shape.get(shape.dimension() - 1);
            return shape.dimension() == 2
                    ? i -> StrictMath.log(1.0 + i % state)
                    : i -> StrictMath.log(1 + (GREATEST_DECAY - 1) * numbers.uniform(i));
        } else if (name.endsWith("dt_proj.bias") || name.endsWith("dt_bias")) {
            return i -> stepBias(numbers.uniform(i));
        } else if (name.endsWith("mixer.D") || name.matches(".*(norm|norm_f)\\.weight")) {
            return i -> 1;
        } else if (name.contains("embedding") || name.equals("lm_head.weight")) {
            return i -> EMBEDDING_DEVIATION * numbers.normal(i);
        }
        double bound = 1 / StrictMath.sqrt(inputs(name, shape));
        double spread = name.endsWith("out_proj.weight") ? bound / StrictMath.sqrt(config.layers()) : bound;
        return i -> spread * (2 * numbers.uniform(i) - 1);
    }

    /** The inverse of softplus at a step size between the least and the greatest, evenly in its logarithm. */
    private static double stepBias(double uniform) {
        double size = LEAST_STEP * StrictMath.pow(GREATEST_STEP / LEAST_STEP, uniform);
        double step = Math.max(size, STEP_FLOOR);
        return step + StrictMath.log(-StrictMath.expm1(-step));
    }

    /** How many inputs one output has. */
    private double inputs(String name, Shape shape) {
        if (name.endsWith("conv1d.bias")) {
            return config instanceof MambaConfig mamba ? mamba.kernel() : ((Mamba2Config) config).kernel();
        }
        return shape.get(shape.dimension() - 1);
    }
}
