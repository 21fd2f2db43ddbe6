package dev.retrace.steps.bench;

import dev.retrace.engine.step.StepException;
import dev.retrace.steps.checkpoint.Mamba2Config;
import dev.retrace.steps.checkpoint.MambaConfig;
import dev.retrace.steps.checkpoint.ModelConfig;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * The shapes of the published Mambas ({@code state-spaces/mamba-…} and {@code mamba2-…}), and of one that is quick to
 * try.
 */
enum MambaShape {
    TINY("tiny", Generation.FIRST, 4, 64),
    M_130M("130m", Generation.FIRST, 24, 768),
    M_1_4B("1.4b", Generation.FIRST, 48, 2048),
    M_2_8B("2.8b", Generation.FIRST, 64, 2560),
    MAMBA2_130M("mamba2-130m", Generation.SECOND, 24, 768),
    MAMBA2_1_3B("mamba2-1.3b", Generation.SECOND, 48, 2048),
    MAMBA2_2_7B("mamba2-2.7b", Generation.SECOND, 64, 2560);

    private enum Generation {
        FIRST {
            @Override
            ModelConfig config(int layers, int width) {
                int rank = (width + STATE - 1) / STATE;
                return new MambaConfig(layers, width, 2 * width, STATE, KERNEL, rank, 50280, EPS, true);
            }
        },
        SECOND {
            @Override
            ModelConfig config(int layers, int width) {
                int heads = 2 * width / HEAD;
                OptionalDouble most = OptionalDouble.empty();
                return new Mamba2Config(
                        layers,
                        width,
                        heads,
                        HEAD,
                        STATE_OF_HEAD,
                        1,
                        KERNEL,
                        50288,
                        EPS,
                        0,
                        most,
                        1,
                        true,
                        false,
                        true);
            }
        };

        abstract ModelConfig config(int layers, int width);
    }

    private static final int STATE = 16;
    private static final int KERNEL = 4;
    private static final int HEAD = 64;
    private static final int STATE_OF_HEAD = 128;
    private static final double EPS = 1e-5;

    private final String label;
    private final Generation generation;
    private final int layers;
    private final int width;

    MambaShape(String label, Generation generation, int layers, int width) {
        this.label = label;
        this.generation = generation;
        this.layers = layers;
        this.width = width;
    }

    /** @throws StepException if there is none of that name */
    static MambaShape named(String name) {
        return Arrays.stream(values())
                .filter(shape -> shape.label.equals(name))
                .findFirst()
                .orElseThrow(() -> new StepException("a shape is "
                        + Arrays.stream(values()).map(MambaShape::toString).collect(Collectors.joining(", "))
                        + ", not '"
                        + name + "'"));
    }

    ModelConfig config() {
        return generation.config(layers, width);
    }

    int layers() {
        return layers;
    }

    /** As the command line spells it. */
    @Override
    public String toString() {
        return label;
    }
}
