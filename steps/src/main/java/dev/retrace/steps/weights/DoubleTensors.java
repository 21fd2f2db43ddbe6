package dev.retrace.steps.weights;

import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Tensors in double precision as a safetensors file, sorted by name: sums that are yet to be added up.
 *
 * <p>Source: the format's description at github.com/huggingface/safetensors.
 */
public final class DoubleTensors {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.]+"); // needs no escape
    private static final int ALIGNMENT = 8;
    private static final int AT_ONCE = 1 << 16;

    private DoubleTensors() {}

    /**
     * A tensor to be written.
     *
     * @param shape dimensions, outermost first
     * @param values in row-major order; asked for once, when its turn comes
     */
    public record Tensor(List<Long> shape, Supplier<double[]> values) {

        public Tensor {
            shape = List.copyOf(shape);
        }

        private long bytes() {
            return shape.stream().mapToLong(Long::longValue).reduce(Double.BYTES, Math::multiplyExact);
        }
    }

    /** Writes the file, which must not exist; one tensor after another is held in memory. */
    public static void write(Path file, SortedMap<String, Tensor> tensors) throws IOException {
        byte[] header = header(tensors);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            put(channel, buffer(Long.BYTES).putLong(header.length));
            put(channel, buffer(header.length).put(header));
            for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
                double[] values = tensor.getValue().values().get();
                if ((long) values.length * Double.BYTES != tensor.getValue().bytes()) {
                    throw new IllegalArgumentException(tensor.getKey() + " has " + values.length
                            + " values, but the shape " + tensor.getValue().shape());
                }
                put(channel, values);
            }
        }
    }

    /**
     * Reads one tensor, in row-major order.
     *
     * @throws StepException if the file does not hold it, or holds it in another precision or too large
     */
    public static double[] read(TensorFile file, String name) throws IOException {
        TensorFile.Entry entry = file.entry(name);
        if (entry.type() != ElementType.F64 || !entry.isContiguous() || entry.bytes() > Integer.MAX_VALUE) {
            throw new StepException(file.file() + ": '" + name + "' is of type " + entry.type() + " with "
                    + entry.bytes() + " bytes, but must be of F64 with at most " + Integer.MAX_VALUE);
        }
        double[] values = new double[Math.toIntExact(entry.bytes() / Double.BYTES)];
        try (FileChannel channel = FileChannel.open(file.file(), StandardOpenOption.READ)) {
            if (channel.size() < entry.position() + entry.bytes()) {
                throw TensorFile.damaged(file.file(), "it became shorter since its header was read");
            }
            channel.map(FileChannel.MapMode.READ_ONLY, entry.position(), entry.bytes())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asDoubleBuffer()
                    .get(values);
        }
        return values;
    }

    private static byte[] header(SortedMap<String, Tensor> tensors) {
        List<String> entries = new ArrayList<>();
        long offset = 0;
        for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
            if (!NAME.matcher(tensor.getKey()).matches()) {
                throw new IllegalArgumentException("a tensor cannot be called '" + tensor.getKey() + "'");
            }
            long end = offset + tensor.getValue().bytes();
            String shape =
                    tensor.getValue().shape().stream().map(String::valueOf).collect(Collectors.joining(","));
            entries.add("\"%s\":{\"dtype\":\"F64\",\"shape\":[%s],\"data_offsets\":[%d,%d]}"
                    .formatted(tensor.getKey(), shape, offset, end));
            offset = end;
        }
        String json = "{" + String.join(",", entries) + "}";
        int spaces = -json.length() & (ALIGNMENT - 1);
        return (json + " ".repeat(spaces)).getBytes(StandardCharsets.US_ASCII);
    }

    private static void put(FileChannel channel, double[] values) throws IOException {
        for (int begin = 0; begin < values.length; begin += AT_ONCE) {
            int size = Math.min(AT_ONCE, values.length - begin);
            ByteBuffer bytes = buffer(size * Double.BYTES);
            bytes.asDoubleBuffer().put(values, begin, size);
            put(channel, bytes.position(bytes.capacity()));
        }
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void put(FileChannel channel, ByteBuffer bytes) throws IOException {
        bytes.flip();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
