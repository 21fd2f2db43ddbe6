package dev.retrace.steps.weights;

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
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes tensors as a safetensors file, sorted by name: the same tensors give the same bytes.
 *
 * <p>Source: the format's description at github.com/huggingface/safetensors. The header is filled up with
 * spaces so that the tensors lie at multiples of eight bytes, where a mapped file can be used in place.
 */
public final class TensorWriter {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.]+"); // needs no escape
    private static final int ALIGNMENT = 8;

    /** Without it Hugging Face's transformers refuse a file of weights. */
    private static final String OF_WEIGHTS = "\"__metadata__\":{\"format\":\"pt\"},";

    private TensorWriter() {}

    /** A tensor to be written. */
    public static final class Tensor {

        private final ElementType type;
        private final List<Long> shape;
        private final float[] values;

        /**
         * @param type F32 or F16, to which values are rounded
         * @param shape dimensions, outermost first
         * @param values in row-major order; not copied
         */
        public Tensor(ElementType type, List<Long> shape, float[] values) {
            long size = shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
            if (size != values.length || (type != ElementType.F32 && type != ElementType.F16)) {
                throw new IllegalArgumentException(
                        values.length + " values are no tensor of shape " + shape + " and type " + type);
            }
            this.type = type;
            this.shape = List.copyOf(shape);
            this.values = values;
        }

        /** In single precision. */
        public static Tensor single(List<Long> shape, float[] values) {
            return new Tensor(ElementType.F32, shape, values);
        }

        private int width() {
            return type.bits() / Byte.SIZE;
        }
    }

    /** Writes vectors in float32 to a file that must not exist. */
    public static void write(Path file, SortedMap<String, float[]> vectors) throws IOException {
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        vectors.forEach((name, vector) -> tensors.put(name, Tensor.single(List.of((long) vector.length), vector)));
        write(file, "", tensors);
    }

    /** Writes a model's weights, or what belongs to them, to a file that must not exist. */
    public static void writeWeights(Path file, SortedMap<String, Tensor> tensors) throws IOException {
        write(file, OF_WEIGHTS, tensors);
    }

    private static void write(Path file, String metadata, SortedMap<String, Tensor> tensors) throws IOException {
        byte[] header = header(metadata, tensors);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            put(channel, buffer(Long.BYTES).putLong(header.length));
            put(channel, buffer(header.length).put(header));
            for (Tensor tensor : tensors.values()) {
                put(channel, bytes(tensor));
            }
        }
    }

    private static ByteBuffer bytes(Tensor tensor) {
        ByteBuffer bytes = buffer(Math.multiplyExact(tensor.values.length, tensor.width()));
        for (float value : tensor.values) {
            if (tensor.type == ElementType.F16) {
                bytes.putShort(HalfFloat.of(value));
            } else {
                bytes.putFloat(value);
            }
        }
        return bytes;
    }

    private static byte[] header(String metadata, SortedMap<String, Tensor> tensors) {
        List<String> entries = new ArrayList<>();
        long offset = 0;
        for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
            if (!NAME.matcher(named.getKey()).matches()) {
                throw new IllegalArgumentException("a tensor cannot be called '" + named.getKey() + "'");
            }
            Tensor tensor = named.getValue();
            long end = offset + (long) tensor.values.length * tensor.width();
            String shape = tensor.shape.stream().map(String::valueOf).collect(Collectors.joining(","));
            entries.add("\"%s\":{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[%d,%d]}"
                    .formatted(named.getKey(), tensor.type, shape, offset, end));
            offset = end;
        }
        String json = "{" + metadata + String.join(",", entries) + "}";
        int spaces = -json.length() & (ALIGNMENT - 1);
        return (json + " ".repeat(spaces)).getBytes(StandardCharsets.US_ASCII);
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
