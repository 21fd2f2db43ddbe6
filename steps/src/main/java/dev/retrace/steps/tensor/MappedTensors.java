package dev.retrace.steps.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.retrace.engine.step.StepException;
import dev.retrace.steps.weights.ElementType;
import dev.retrace.steps.weights.TensorFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;

/**
 * Tensors of files as float32, without passing the Java heap.
 *
 * <p>A float32 tensor is the mapped file itself where the file may be written: a private mapping needs
 * that right, although it never writes. Else, and for half precision, it is a copy outside the heap.
 * On a GPU it is a copy there. A view does not keep a mapping alive, so what {@link #read} returns must stay open as long as any
 * view of it; the owner sees to that.
 */
public final class MappedTensors {

    private MappedTensors() {}

    /**
     * Reads one tensor.
     *
     * @param owner frees the tensor
     * @param name for messages
     * @return float32, in the tensor's shape; never to be changed in place
     * @throws StepException if it is of a type or size that weights cannot have
     */
    public static NDArray read(NDManager owner, TensorFile from, String name) throws IOException {
        TensorFile.Entry entry = from.entry(name);
        if (!entry.type().isWeight()) {
            throw new StepException(from.file() + ": tensor '" + name + "' is of type " + entry.type()
                    + ", but weights must be F32, F16 or BF16. Export the model in one of these.");
        }
        if (bytesAsFloat(entry) > Integer.MAX_VALUE) {
            throw new StepException(from.file() + ": tensor '" + name + "' has " + bytesAsFloat(entry)
                    + " bytes as float32, but one tensor can have at most " + Integer.MAX_VALUE + ".");
        }
        if (!owner.getDevice().isGpu()) {
            return ofFile(owner, from.file(), entry);
        }
        try (NDManager host = owner.newSubManager(Device.cpu())) {
            NDArray moved = ofFile(host, from.file(), entry).toDevice(owner.getDevice(), true);
            moved.attach(owner);
            return moved;
        }
    }

    private static NDArray ofFile(NDManager owner, Path file, TensorFile.Entry entry) throws IOException {
        return entry.isContiguous() ? read(owner, file, entry) : gathered(owner, file, entry);
    }

    /** A tensor whose elements lie apart or in another order, such as one that was saved transposed. */
    private static NDArray gathered(NDManager owner, Path file, TensorFile.Entry entry) throws IOException {
        long span = entry.bytes() * Byte.SIZE / entry.type().bits();
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray flat = read(
                    owner,
                    file,
                    TensorFile.Entry.contiguous(entry.type(), List.of(span), entry.position(), entry.bytes()));
            NDArray tensor = owner.create(new Shape(entry.shape()), DataType.FLOAT32);
            gather(floats(flat), entry, floats(tensor));
            NDScope.unregister(tensor);
            return tensor;
        }
    }

    /** Fills the target in C order, counting through the axes as an odometer does. */
    private static void gather(FloatBuffer from, TensorFile.Entry entry, FloatBuffer to) {
        int rank = entry.shape().size();
        long[] index = new long[rank];
        long at = 0;
        while (true) {
            to.put(from.get(Math.toIntExact(at)));
            int axis = rank - 1;
            while (axis >= 0 && ++index[axis] == entry.shape().get(axis)) {
                at -= (index[axis] - 1) * entry.strides().get(axis);
                index[axis] = 0;
                axis--;
            }
            if (axis < 0) {
                return;
            }
            at += entry.strides().get(axis);
        }
    }

    private static FloatBuffer floats(NDArray tensor) {
        ByteBuffer bytes = tensor.toByteBuffer(true).order(ByteOrder.nativeOrder());
        if (!bytes.isDirect()) {
            throw new IllegalStateException("the engine does not show the memory of a tensor");
        }
        return bytes.asFloatBuffer();
    }

    private static long bytesAsFloat(TensorFile.Entry entry) {
        return entry.bytes() / entry.type().bits() * Float.SIZE;
    }

    private static NDArray read(NDManager owner, Path file, TensorFile.Entry entry) throws IOException {
        boolean inPlace = entry.type() == ElementType.F32
                && entry.position() % Float.BYTES == 0
                && entry.bytes() > 0
                && Files.isWritable(file);
        ByteBuffer bytes = map(file, entry, inPlace);
        Shape shape = new Shape(entry.shape());
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray tensor = switch (entry.type()) {
                case F16 ->
                    TorchEngine.create(owner, bytes, shape, DataType.FLOAT16).toType(DataType.FLOAT32, true);
                case BF16 -> widened(owner, bytes, shape);
                default -> {
                    NDArray mapped = TorchEngine.create(owner, bytes, shape, DataType.FLOAT32);
                    yield inPlace ? mapped : mapped.duplicate();
                }
            };
            NDScope.unregister(tensor);
            return tensor;
        }
    }

    /** The tensor's part of the file alone: a mapping of a whole file ends at 2 GiB. */
    private static ByteBuffer map(Path file, TensorFile.Entry entry, boolean inPlace) throws IOException {
        Set<StandardOpenOption> options =
                inPlace ? Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE) : Set.of(StandardOpenOption.READ);
        try (FileChannel channel = FileChannel.open(file, options)) {
            if (channel.size() < entry.position() + entry.bytes()) {
                throw TensorFile.damaged(file, "it became shorter since its header was read");
            }
            MapMode mode = inPlace ? MapMode.PRIVATE : MapMode.READ_ONLY;
            return channel.map(mode, entry.position(), entry.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    /** A bfloat16 is the upper half of a float32; the engine itself cannot read one. */
    private static NDArray widened(NDManager owner, ByteBuffer bytes, Shape shape) {
        NDArray tensor = owner.create(shape, DataType.FLOAT32);
        FloatBuffer floats = floats(tensor);
        ShortBuffer halves = bytes.asShortBuffer();
        while (halves.hasRemaining()) {
            floats.put(Float.intBitsToFloat(halves.get() << Short.SIZE));
        }
        return tensor;
    }
}
