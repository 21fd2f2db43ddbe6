package dev.retrace.steps.cuda;

import ai.djl.ndarray.NDArray;
import com.sun.jna.Memory;
import org.jspecify.annotations.Nullable;

/** The arguments of one launch, packed as the kernel's parameters lie. Of the thread that asked for it. */
public final class Arguments {

    private static final int MOST = 512;
    private static final ThreadLocal<Arguments> OF_THREAD = ThreadLocal.withInitial(Arguments::new);

    private final Memory bytes = new Memory(MOST);
    private final Memory size = new Memory(Long.BYTES);
    private final Memory options = new Memory(5L * Long.BYTES);
    private long next;

    private Arguments() {
        options.setLong(0, CudaDriver.ARGUMENTS);
        options.setPointer(Long.BYTES, bytes);
        options.setLong(2L * Long.BYTES, CudaDriver.ARGUMENTS_SIZE);
        options.setPointer(3L * Long.BYTES, size);
        options.setLong(4L * Long.BYTES, 0);
    }

    /** No arguments yet. */
    public static Arguments begin() {
        Arguments arguments = OF_THREAD.get();
        arguments.next = 0;
        return arguments;
    }

    /**
     * A pointer to a tensor's first element, or null.
     *
     * @throws IllegalArgumentException if its elements do not lie one after another
     */
    public Arguments of(@Nullable NDArray tensor) {
        return of(tensor, 0);
    }

    /** A pointer to a tensor's element of this number. */
    public Arguments of(@Nullable NDArray tensor, long element) {
        if (tensor != null && !TorchMemory.isDense(tensor)) {
            throw new IllegalArgumentException(
                    "a kernel reads tensors in one piece, but was given a view of shape " + tensor.getShape());
        }
        next = (next + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
        long address = tensor == null
                ? 0
                : TorchMemory.address(tensor) + element * tensor.getDataType().getNumOfBytes();
        bytes.setLong(next, address);
        next += Long.BYTES;
        return this;
    }

    /** An {@code int}. */
    public Arguments of(int number) {
        bytes.setInt(next, number);
        next += Integer.BYTES;
        return this;
    }

    /** A {@code float}. */
    public Arguments of(float number) {
        bytes.setFloat(next, number);
        next += Float.BYTES;
        return this;
    }

    Memory options() {
        size.setLong(0, next);
        return options;
    }
}
