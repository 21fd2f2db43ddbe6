package dev.retrace.steps;

import dev.retrace.engine.step.Lane;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A lane on the CPU that remembers what was logged. */
public final class TestLane implements Lane {

    private final Map<String, AutoCloseable> shared = new HashMap<>();
    private final List<String> lines = new ArrayList<>();

    @Override
    public String device() {
        return TestDevice.NAME;
    }

    @Override
    public String precision() {
        return "float32";
    }

    @Override
    public <T extends AutoCloseable> T shared(String sha256, Class<T> type, Loader<T> loader) throws IOException {
        String key = type.getName() + sha256;
        if (!shared.containsKey(key)) {
            shared.put(key, loader.load());
        }
        return type.cast(shared.get(key));
    }

    @Override
    public void progress(long done, long total) {}

    @Override
    public void log(String line) {
        lines.add(line);
    }

    @Override
    public void note(String name, String value) {
        lines.add(name + ": " + value);
    }

    @Override
    public void checkCancelled() {}

    /** Frees what was shared. */
    public void close() throws Exception {
        for (AutoCloseable each : shared.values()) {
            each.close();
        }
    }

    /** What was logged, in order. */
    public List<String> lines() {
        return List.copyOf(lines);
    }
}
