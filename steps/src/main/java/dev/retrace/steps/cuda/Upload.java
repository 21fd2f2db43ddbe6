package dev.retrace.steps.cuda;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/**
 * Brings small tables to the device without waiting for what runs there: through memory that the device reads by
 * itself. Torch's own way waits until the device has done all that was asked before, for each table. Goes around:
 * what is about to be overwritten was read by then, which is waited for once a round.
 */
final class Upload {

    private static final long BYTES = 32L << 20;
    private static final int ALIGNED = 16;

    private final Pointer memory;
    private long next;

    Upload() {
        PointerByReference made = new PointerByReference();
        CudaDriver.check(CudaDriver.cuMemHostAlloc(made, BYTES, 0), "cuMemHostAlloc");
        this.memory = made.getValue();
    }

    /** Whether a table is small enough. */
    static boolean takes(long bytes) {
        return bytes <= BYTES / 4;
    }

    synchronized void longs(long to, long[] values) {
        long at = room((long) values.length * Long.BYTES);
        memory.write(at, values, 0, values.length);
        send(to, at, (long) values.length * Long.BYTES);
    }

    synchronized void ints(long to, int[] values) {
        long at = room((long) values.length * Integer.BYTES);
        memory.write(at, values, 0, values.length);
        send(to, at, (long) values.length * Integer.BYTES);
    }

    private long room(long bytes) {
        if (next + bytes > BYTES) {
            CudaDriver.check(CudaDriver.cuStreamSynchronize(null), "cuStreamSynchronize");
            next = 0;
        }
        long at = next;
        next += (bytes + ALIGNED - 1) / ALIGNED * ALIGNED;
        return at;
    }

    private void send(long to, long at, long bytes) {
        CudaDriver.check(CudaDriver.cuMemcpyHtoDAsync_v2(to, memory.share(at), bytes, null), "cuMemcpyHtoDAsync");
    }
}
