package dev.retrace.engine.lane;

import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.TableException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Tells from an exception what kind of failure it is. The system's own reasons come as texts, in the
 * words of the C library's {@code strerror}; what is not known here is an error and not tried again.
 */
final class FailureCauses {

    private static final int DEEPEST = 20;

    private static final List<String> NO_MEMORY = List.of(
            "can't allocate memory", // torch's allocator for the CPU, "DefaultCPUAllocator: can't allocate memory"
            "cuda out of memory",
            "cuda error: out of memory",
            "cublas_status_alloc_failed",
            "std::bad_alloc",
            "cannot allocate memory"); // ENOMEM, as of a mapping

    private static final List<String> MAY_PASS = List.of(
            "stale file handle", // ESTALE: the file server was restarted, or the file replaced there
            "input/output error", // EIO: a network file system that lost its server for a while
            "connection timed out", // ETIMEDOUT, of such a file system
            "transport endpoint is not connected", // ENOTCONN: a file system in user space that is started again
            "resource temporarily unavailable", // EAGAIN
            "too many open files", // EMFILE: other cells close theirs
            "connection reset");

    private static final List<String> DISK_FULL = List.of(
            "no space left on device", // more attempts would fill what others try to free
            "disk quota exceeded");

    private FailureCauses() {}

    static CellFailure.Cause of(Throwable thrown) {
        if (thrown instanceof StepException || thrown instanceof TableException) {
            return CellFailure.Cause.DATA;
        } else if (isDiskFull(thrown)) {
            return CellFailure.Cause.ERROR;
        } else if (causes(thrown).anyMatch(FailureCauses::isOutOfMemory)) {
            return CellFailure.Cause.OUT_OF_MEMORY;
        } else if (causes(thrown).anyMatch(FailureCauses::mayPass)) {
            return CellFailure.Cause.TRANSIENT_IO;
        }
        return CellFailure.Cause.ERROR;
    }

    /** Whether a disk had no room left. */
    static boolean isDiskFull(Throwable thrown) {
        return causes(thrown).anyMatch(cause -> cause instanceof IOException && says(cause, DISK_FULL));
    }

    private static boolean isOutOfMemory(Throwable cause) {
        return cause instanceof OutOfMemoryError || says(cause, NO_MEMORY);
    }

    private static boolean mayPass(Throwable cause) {
        return cause instanceof SocketTimeoutException
                || cause instanceof ConnectException
                || (cause instanceof IOException && says(cause, MAY_PASS));
    }

    private static boolean says(Throwable cause, List<String> words) {
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return words.stream().anyMatch(message::contains);
    }

    private static Stream<Throwable> causes(Throwable thrown) {
        return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause)
                .limit(DEEPEST);
    }
}
