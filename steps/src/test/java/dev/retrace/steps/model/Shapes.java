package dev.retrace.steps.model;

import dev.retrace.steps.checkpoint.Gpt2Config;
import dev.retrace.steps.checkpoint.GptNeoXConfig;
import dev.retrace.steps.checkpoint.Mamba2Config;
import dev.retrace.steps.checkpoint.MambaConfig;
import dev.retrace.steps.checkpoint.ModelConfig;
import dev.retrace.steps.tensor.Activation;
import java.util.List;
import java.util.OptionalDouble;

/** Models of every family in shapes that no published one has, so that no axis is taken for another. */
final class Shapes {

    static final int VOCABULARY = 29;

    private static final OptionalDouble NONE = OptionalDouble.empty();

    private Shapes() {}

    static List<ModelConfig> all() {
        return List.of(
                new MambaConfig(3, 10, 14, 5, 3, 3, VOCABULARY, 1e-5, true),
                new MambaConfig(2, 7, 9, 3, 1, 2, VOCABULARY, 1e-3, false, true, false, NONE),
                new MambaConfig(3, 9, 12, 4, 5, 4, VOCABULARY, 1e-5, false, false, true, OptionalDouble.of(1e-4)),
                mamba2(3, 6, 4, 3, 1, NONE, true, false),
                mamba2(2, 4, 3, 2, 2, OptionalDouble.of(0.9), false, true),
                new GptNeoXConfig(3, 18, 3, 20, 600, 2, 100, VOCABULARY, 1e-5, Activation.GELU, true, true, false),
                new GptNeoXConfig(2, 12, 2, 9, 600, 4, 50, VOCABULARY, 1e-5, Activation.RELU, false, false, true),
                new GptNeoXConfig(2, 10, 5, 8, 600, 0, 50, VOCABULARY, 1e-5, Activation.GELU_TANH, true, false, false),
                new Gpt2Config(3, 15, 3, 22, 600, VOCABULARY, 1e-5, Activation.GELU_TANH, true),
                new Gpt2Config(2, 8, 2, 11, 600, VOCABULARY, 1e-5, Activation.GELU, false));
    }

    private static Mamba2Config mamba2(
            int layers, int heads, int width, int groups, int norms, OptionalDouble most, boolean tied, boolean bias) {
        return new Mamba2Config(
                layers, 11, heads, width, 7, groups, 3, VOCABULARY, 1e-5, 0.01, most, norms, tied, bias, !bias);
    }
}
