package dev.retrace.engine.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Opens pages in the user's browser. */
final class Browser {

    private Browser() {}

    /** Opens a page and returns at once. */
    static void open(Path page) throws IOException {
        boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac");
        new ProcessBuilder(mac ? "open" : "xdg-open", page.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
