package dev.retrace.engine.lane;

import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.LanePlace;
import java.io.IOException;

/** A lane as the step of one cell sees it. */
record LaneContext(LanePlace place, SharedObjects objects, CellListener listener, CellNotes notes) implements Lane {

    LaneContext(LanePlace place, SharedObjects objects, CellListener listener) {
        this(place, objects, listener, new CellNotes());
    }

    @Override
    public String device() {
        return place.device();
    }

    @Override
    public String precision() {
        return place.precision();
    }

    @Override
    public long memory() {
        return place.memory();
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
