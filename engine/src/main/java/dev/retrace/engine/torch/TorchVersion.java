package dev.retrace.engine.torch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a PyTorch says of itself beside its libraries.
 *
 * @param version {@code 2.7.1}; empty if it does not say
 * @param flavor {@code cu128} or {@code cpu}; empty if it does not say
 */
record TorchVersion(String version, String flavor) {

    private static final int MOST_BYTES = 1 << 16;
    private static final Pattern NUMBER =
            Pattern.compile("(\\d{1,4}(?:\\.\\d{1,4}){1,3})[^+'\"\\s]*(?:\\+(\\w{1,20}))?");
    private static final Pattern PYTHON = Pattern.compile("__version__\\s*=\\s*['\"]([^'\"]{1,60})['\"]");
    private static final Pattern CUDA =
            Pattern.compile("\\bcuda\\b[^=\\n]{0,60}=\\s*['\"](\\d{1,3})\\.(\\d{1,2})(?:\\.\\d{1,3})?['\"]");

    /** Reads a wheel's {@code version.py} or a plain distribution's {@code build-version}. */
    static TorchVersion besides(Path folder) {
        Path parent = folder.getParent();
        if (parent == null) {
            return new TorchVersion("", "");
        }
        String python = text(parent.resolve("version.py"));
        Matcher named = PYTHON.matcher(python);
        if (named.find()) {
            TorchVersion of = of(named.group(1));
            Matcher cuda = CUDA.matcher(python);
            return of.flavor().isEmpty() && cuda.find()
                    ? new TorchVersion(of.version(), "cu" + cuda.group(1) + cuda.group(2))
                    : of;
        }
        return of(text(parent.resolve("build-version")).strip());
    }

    private static TorchVersion of(String text) {
        Matcher number = NUMBER.matcher(text);
        if (!number.matches()) {
            return new TorchVersion("", "");
        }
        return new TorchVersion(number.group(1), number.group(2) == null ? "" : number.group(2));
    }

    private static String text(Path file) {
        if (!Files.isRegularFile(file)) {
            return "";
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            return ""; // as if it said nothing: the user can say it
        }
    }
}
