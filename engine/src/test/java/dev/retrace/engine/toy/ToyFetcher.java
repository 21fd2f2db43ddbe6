package dev.retrace.engine.toy;

import dev.retrace.engine.step.NotHereException;
import dev.retrace.engine.step.SourceFetcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Fetches {@code toy://FILE}: the numbers 1 and 2, into that file. */
public final class ToyFetcher implements SourceFetcher {

    private static final String PREFIX = "toy://";

    @Override
    public boolean fetches(String location) {
        return location.startsWith(PREFIX);
    }

    @Override
    public Path fetch(String location, Network network) throws IOException {
        Path file = Path.of(location.substring(PREFIX.length()));
        if (Files.exists(file)) {
            return file;
        }
        if (!network.forbidden().isEmpty()) {
            throw new NotHereException("not here: " + file + ", and " + network.forbidden());
        }
        return Files.writeString(file, "1\n2\n");
    }
}
