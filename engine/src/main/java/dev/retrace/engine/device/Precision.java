package dev.retrace.engine.device;

import dev.retrace.engine.yaml.Words;
import java.util.List;
import java.util.Optional;

/** What matrices are multiplied in, which is part of the key of a numeric cell. */
public final class Precision {

    /** What holds unless something else is asked for. */
    public static final String FLOAT32 = "float32";

    /** The 11 bits of NVIDIA's tensor cores, which the CPU can imitate. */
    public static final String TF32 = "tf32";

    /** All that there are. */
    public static final List<String> ALL = List.of(FLOAT32, TF32, "float16");

    private Precision() {}

    /** Why there is no such precision; empty if there is. */
    public static Optional<String> refusal(String precision) {
        return ALL.contains(precision) ? Optional.empty() : Optional.of(Words.unknown("precision", precision, ALL));
    }
}
