package dev.retrace.engine.audit;

import dev.retrace.engine.device.Devices;
import dev.retrace.engine.device.Precision;
import dev.retrace.engine.lane.WorkerCommand;
import java.nio.file.Path;

/**
 * Where numeric cells are computed again, and in what.
 *
 * @param devices whose first lane is used
 * @param precision of all cells; empty for each cell's own
 * @param threads of the worker
 */
public record AuditPlace(Devices devices, String precision, int threads) {

    String precisionFor(StoredCell cell) {
        if (!precision.isEmpty()) {
            return precision;
        }
        return cell.precision().isEmpty() ? Precision.FLOAT32 : cell.precision();
    }

    WorkerCommand worker(Path store, String of) {
        return new WorkerCommand(store, devices.lanes().get(0), of, threads, devices.torch());
    }

    /** {@code cuda:0, NVIDIA H200 (…), tf32}. */
    public String told() {
        Devices.Lane lane = devices.lanes().get(0);
        return lane.device() + (lane.about().isEmpty() ? "" : ", " + lane.about()) + ", "
                + (precision.isEmpty() ? "in the stored precision" : precision);
    }
}
