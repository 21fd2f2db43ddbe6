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
import java.util.regex.Pattern;

/**
 * Writes vectors as a safetensors file, float32, sorted by name: the same vectors give the same bytes.
 *
 * <p>Source: the format's description at github.com/huggingface/safetensors. The header is filled up with
 * spaces so that the tensors lie at multiples of eight bytes, where a mapped file can be used in place.
 */
public final class TensorWriter {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.]+"); // needs no escape
    private static final int ALIGNMENT = 8;

    private TensorWriter() {}

    /** Writes the file, which must not exist. */
    public static void write(Path file, SortedMap<String, float[]> vectors) throws IOException {
        byte[] header = header(vectors);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            put(channel, buffer(Long.BYTES).putLong(header.length));
            put(channel, buffer(header.length).put(header));
            for (float[] vector : vectors.values()) {
                ByteBuffer bytes = buffer(vector.length * Float.BYTES);
                bytes.asFloatBuffer().put(vector);
                put(channel, bytes.position(bytes.capacity()));
            }
        }
    }

    private static byte[] header(SortedMap<String, float[]> vectors) {
        List<String> entries = new ArrayList<>();
        long offset = 0;
        for (Map.Entry<String, float[]> vector : vectors.entrySet()) {
            if (!NAME.matcher(vector.getKey()).matches()) {
                throw new IllegalArgumentException("a tensor cannot be called '" + vector.getKey() + "'");
            }
            int length = vector.getValue().length;
            long end = offset + (long) length * Float.BYTES;
            entries.add("\"%s\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[%d,%d]}"
                    .formatted(vector.getKey(), length, offset, end));
            offset = end;
        }
        String json = "{" + String.join(",", entries) + "}";
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
