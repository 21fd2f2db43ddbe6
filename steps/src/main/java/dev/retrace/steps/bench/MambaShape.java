package dev.retrace.steps.bench;

import dev.retrace.engine.step.StepException;
import dev.retrace.steps.checkpoint.MambaConfig;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The shapes of the published Mambas ({@code state-spaces/mamba-…}), and of one that is quick to try. */
enum MambaShape {
    TINY("tiny", 4, 64),
    M_130M("130m", 24, 768),
    M_1_4B("1.4b", 48, 2048),
    M_2_8B("2.8b", 64, 2560);

    private static final int STATE = 16;
    private static final int KERNEL = 4;
    private static final int VOCABULARY = 50280;
    private static final double EPS = 1e-5;

    private final String label;
    private final int layers;
    private final int width;

    MambaShape(String label, int layers, int width) {
        this.label = label;
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

    MambaConfig config() {
        return new MambaConfig(
                layers, width, 2 * width, STATE, KERNEL, (width + STATE - 1) / STATE, VOCABULARY, EPS, true);
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
