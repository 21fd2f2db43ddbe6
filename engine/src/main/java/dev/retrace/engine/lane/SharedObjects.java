package dev.retrace.engine.lane;

import dev.retrace.engine.step.Lane;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the cells of one lane share: loaded at first use, closed with the lane. */
final class SharedObjects implements AutoCloseable {

    private record Name(String sha256, Class<?> type) {}

    private final Map<Name, AutoCloseable> loaded = new LinkedHashMap<>();

    <T extends AutoCloseable> T get(String sha256, Class<T> type, Lane.Loader<T> loader) throws IOException {
        Name name = new Name(sha256, type);
        AutoCloseable known = loaded.get(name);
        if (known == null) {
            known = loader.load();
            loaded.put(name, known);
        }
        return type.cast(known);
    }

    /** Closes all that was loaded. */
    @Override
    public void close() {
        loaded.values().forEach(SharedObjects::close);
        loaded.clear();
    }

    private static void close(AutoCloseable object) {
        try {
            object.close();
        } catch (Exception failed) {
            throw new IllegalStateException("what a lane shared could not be closed", failed);
        }
    }
}
