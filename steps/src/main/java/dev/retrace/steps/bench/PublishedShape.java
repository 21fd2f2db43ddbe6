package dev.retrace.steps.bench;

import dev.retrace.steps.checkpoint.Gpt2Config;
import dev.retrace.steps.checkpoint.GptNeoXConfig;
import dev.retrace.steps.checkpoint.Mamba2Config;
import dev.retrace.steps.checkpoint.MambaConfig;
import dev.retrace.steps.checkpoint.ModelConfig;
import dev.retrace.steps.tensor.Activation;
import java.util.OptionalDouble;

/** The shape of the published model of about 130 million parameters of each family. */
enum PublishedShape {
    /** {@code state-spaces/mamba-130m}. */
    MAMBA,
    /** {@code state-spaces/mamba2-130m}. */
    MAMBA2,
    /** {@code EleutherAI/pythia-160m}. */
    GPT_NEOX,
    /** {@code openai-community/gpt2}. */
    GPT2;

    ModelConfig config() {
        return switch (this) {
            case MAMBA -> new MambaConfig(24, 768, 1536, 16, 4, 48, 50280, 1e-5, true);
            case MAMBA2 ->
                new Mamba2Config(
                        24, 768, 24, 64, 128, 1, 4, 50288, 1e-5, 0, OptionalDouble.empty(), 1, true, false, true);
            case GPT_NEOX ->
                new GptNeoXConfig(12, 768, 12, 3072, 2048, 16, 10_000, 50304, 1e-5, Activation.GELU, true, true, false);
            case GPT2 -> new Gpt2Config(12, 768, 12, 3072, 1024, 50257, 1e-5, Activation.GELU_TANH, true);
        };
    }
}
