package dev.retrace.steps.training;

import dev.retrace.steps.checkpoint.GptNeoXConfig;
import dev.retrace.steps.checkpoint.Mamba2Config;
import dev.retrace.steps.checkpoint.MambaConfig;
import dev.retrace.steps.checkpoint.ModelConfig;
import dev.retrace.steps.tensor.Activation;
import java.util.OptionalDouble;

/**
 * What a model that is to be trained is like; all else is as in the models that its authors published.
 *
 * @param layers how many blocks
 * @param width of the residual stream, d
 * @param state of a Mamba: size per channel, n
 * @param heads of Mamba-2 and of attention
 * @param tied whether the embedding is the output matrix too
 */
record Design(Family family, int layers, int width, int state, int heads, boolean tied) {

    private static final int EXPAND = 2;
    private static final int MLP_FACTOR = 4;
    private static final int KERNEL = 4;
    private static final int RANK_DIVISOR = 16;
    private static final int TURNING_SHARE = 4;
    private static final double ROTARY_BASE = 10_000;
    private static final double EPS = 1e-5;
    private static final int LEAST_POSITIONS = 512;
    private static final int MOST_LAYERS = 256;
    private static final int MOST_WIDTH = 1 << 14;

    /** Which kind of model. */
    enum Family {
        MAMBA,
        MAMBA2,
        GPT_NEOX
    }

    Design {
        require(layers >= 1 && layers <= MOST_LAYERS, "layers is from 1 to " + MOST_LAYERS + ", but is " + layers);
        require(width >= 1 && width <= MOST_WIDTH, "width is from 1 to " + MOST_WIDTH + ", but is " + width);
        require(state >= 1 && state <= MOST_WIDTH, "state is from 1 to " + MOST_WIDTH + ", but is " + state);
        require(heads >= 1 && heads <= MOST_WIDTH, "heads is from 1 to " + MOST_WIDTH + ", but is " + heads);
        int shared = family == Family.MAMBA2 ? EXPAND * width : width;
        require(
                family == Family.MAMBA || shared % heads == 0,
                "heads must divide " + (family == Family.MAMBA2 ? "twice the width, " : "the width, ") + shared
                        + ", but is " + heads);
        require(
                family != Family.GPT_NEOX || width / heads % (2 * TURNING_SHARE) == 0,
                "width / heads must be a multiple of " + 2 * TURNING_SHARE + ", so that a quarter of a head turns in"
                        + " pairs with the position, but is " + width / Math.max(1, heads));
    }

    private static void require(boolean met, String message) {
        if (!met) {
            throw new IllegalArgumentException(message);
        }
    }

    /**
     * The numbers of the model.
     *
     * @param vocabulary tokens that the tokenizer has
     * @param length of the rows that it is trained on
     */
    ModelConfig config(int vocabulary, int length) {
        int inner = EXPAND * width;
        return switch (family) {
            case MAMBA ->
                new MambaConfig(
                        layers,
                        width,
                        inner,
                        state,
                        KERNEL,
                        (width + RANK_DIVISOR - 1) / RANK_DIVISOR,
                        vocabulary,
                        EPS,
                        tied);
            case MAMBA2 ->
                new Mamba2Config(
                        layers,
                        width,
                        heads,
                        inner / heads,
                        state,
                        1,
                        KERNEL,
                        vocabulary,
                        EPS,
                        0,
                        OptionalDouble.empty(),
                        1,
                        tied,
                        false,
                        true);
            case GPT_NEOX ->
                new GptNeoXConfig(
                        layers,
                        width,
                        heads,
                        MLP_FACTOR * width,
                        Math.max(LEAST_POSITIONS, length),
                        width / heads / TURNING_SHARE,
                        ROTARY_BASE,
                        vocabulary,
                        EPS,
                        Activation.GELU,
                        true,
                        true,
                        tied);
        };
    }
}
