package dev.retrace.reports;

import dev.retrace.engine.step.Lane;
import java.io.IOException;

/** A lane for steps that use none. */
public final class IdleLane implements Lane {

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
        return loader.load();
    }

    @Override
    public void progress(long done, long total) {}

    @Override
    public void log(String line) {}

    @Override
    public void note(String name, String value) {}

    @Override
    public void checkCancelled() {}
}
