package dev.retrace.steps.checkpoint;

import dev.retrace.engine.step.Lane;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A lane in the test's own process. */
public final class TestLane implements Lane {

    private final Map<String, Object> shared = new HashMap<>();

    @Override
    public String device() {
        return "cpu";
    }

    @Override
    public String precision() {
        return "float32";
    }

    @Override
    public <T extends AutoCloseable> T shared(String sha256, Class<T> type, Loader<T> loader) throws IOException {
        Object known = shared.get(sha256);
        if (known != null) {
            return type.cast(known);
        }
        T loaded = loader.load();
        shared.put(sha256, loaded);
        return loaded;
    }

    @Override
    public void progress(long done, long total) {}

    @Override
    public void log(String line) {}

    @Override
    public void checkCancelled() {}
}
