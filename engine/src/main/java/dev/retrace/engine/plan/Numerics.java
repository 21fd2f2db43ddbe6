package dev.retrace.engine.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What decides the bits of a numeric step besides its inputs: part of its key.
 *
 * @param deviceClass {@code cpu}, or {@code cuda-} and the architecture: never a serial number
 * @param precision {@code float32}, {@code tf32} or {@code float16}
 * @param torch major and minor version of PyTorch
 */
public record Numerics(String deviceClass, String precision, String torch) {

    /** Float32 on the CPU with the PyTorch that the class path brings or {@code PYTORCH_VERSION} names. */
    public static Numerics cpu() {
        return new Numerics("cpu", "float32", torchVersion());
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
