package dev.retrace.engine.torch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;

/** Looks for DJL's bridge to a PyTorch where DJL itself will: beside its libraries, then on the class path. */
final class Bridge {

    private static final String LIBRARY = "libdjl_torch.so";
    private static final String CLASSIFIER = "linux-x86_64";

    private Bridge() {}

    /** Version of PyTorch and of DJL that the bridges of the class path are for: {@code 2.7.1-0.35.1}. */
    static String onClassPath() {
        try (InputStream stream = Bridge.class.getResourceAsStream("/jnilib/pytorch.properties")) {
            Properties properties = new Properties();
            if (stream != null) {
                properties.load(stream);
            }
            return properties.getProperty("jni_version", "none");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Where the bridge to these libraries lies; empty if nowhere. */
    static String find(Path folder, String version, String flavor) {
        String own = onClassPath();
        String djl = own.substring(own.lastIndexOf('-') + 1);
        return Stream.of(djl + "-" + LIBRARY, LIBRARY)
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .map(Path::toString)
                .findFirst()
                .orElseGet(() -> onClassPath(own, version, flavor));
    }

    private static String onClassPath(String own, String version, String flavor) {
        String name = "jnilib/" + CLASSIFIER + "/" + flavor + "/" + LIBRARY;
        boolean fits = own.startsWith(version + "-") && Bridge.class.getResource("/" + name) != null;
        return fits ? name + " of the class path" : "";
    }

    static String refusal(Path folder, String version, String flavor) {
        return "no bridge from DJL to PyTorch " + version + "+" + flavor + " is there: the class path has those of "
                + onClassPath() + ", for another version put its " + LIBRARY + " into " + folder
                + " (see DJL's \"Load your own PyTorch native library\")";
    }
}
