package dev.retrace.engine.plan;

import dev.retrace.engine.yaml.Words;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * What decides the bits of a numeric step besides its inputs: part of its key.
 *
 * @param deviceClass {@code cpu}, or {@code cuda-} and the architecture: never a serial number
 * @param precision {@code float32}, {@code tf32} or {@code float16}
 * @param torch major and minor version of PyTorch
 */
public record Numerics(String deviceClass, String precision, String torch) {

    /** What results are computed in unless something else is asked for. */
    public static final String FLOAT32 = "float32";

    /** A mode of NVIDIA's GPUs, which the CPU can imitate. */
    public static final String TF32 = "tf32";

    private static final List<String> PRECISIONS = List.of(FLOAT32, TF32, "float16");

    /** On the CPU, with the PyTorch that the class path brings or {@code PYTORCH_VERSION} names. */
    public static Numerics cpu(String precision) {
        return new Numerics("cpu", precision, torchVersion());
    }

    /** The same in float32. */
    public static Numerics cpu() {
        return cpu(FLOAT32);
    }

    /** Why there is no such precision; empty if there is. */
    public static Optional<String> refusal(String precision) {
        return PRECISIONS.contains(precision)
                ? Optional.empty()
                : Optional.of(Words.unknown("precision", precision, PRECISIONS));
    }

    // Read without loading torch: planning must stay quick. The file is DJL's, in pytorch-jni.
    private static String torchVersion() {
        String installed = System.getenv("PYTORCH_VERSION");
        if (installed != null) {
            return majorMinor(installed);
        }
        try (InputStream stream = Numerics.class.getResourceAsStream("/jnilib/pytorch.properties")) {
            Properties properties = new Properties();
            if (stream != null) {
                properties.load(stream);
            }
            return majorMinor(properties.getProperty("jni_version", "none"));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static String majorMinor(String version) {
        String[] numbers = version.split("\\.", 3);
        return numbers.length < 2 ? version : numbers[0] + "." + numbers[1];
    }
}
