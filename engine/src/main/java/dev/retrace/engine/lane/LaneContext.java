package dev.retrace.engine.lane;

import dev.retrace.engine.step.Lane;
import java.io.IOException;

/** A lane as the step of one cell sees it. */
record LaneContext(String device, String precision, SharedObjects objects, CellListener listener, CellNotes notes)
        implements Lane {

    LaneContext(String device, String precision, SharedObjects objects, CellListener listener) {
        this(device, precision, objects, listener, new CellNotes());
    }

    @Override
    public <T extends AutoCloseable> T shared(String sha256, Class<T> type, Loader<T> loader) throws IOException {
        return objects.get(sha256, type, loader);
    }

    @Override
    public void progress(long done, long total) {
        listener.progress(done, total);
    }

    @Override
    public void log(String line) {
        listener.log(line);
    }

    @Override
    public void note(String name, String value) {
        notes.add(name, value);
    }

    @Override
    public void checkCancelled() {
        if (listener.cancelled()) {
            throw new CellFailure.CancelledException();
        }
    }
}
