package dev.retrace.steps.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Writes weights as a safetensors file. */
final class SafetensorsWriter {

    private SafetensorsWriter() {}

    /**
     * @param names what the file calls a tensor
     */
    static void write(Path file, RandomWeights weights, UnaryOperator<String> names) throws IOException {
        List<String> entries = new ArrayList<>();
        int offset = 0;
        for (Map.Entry<String, float[]> tensor : weights.values().entrySet()) {
            int end = offset + tensor.getValue().length * Float.BYTES;
            entries.add("\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                    .formatted(names.apply(tensor.getKey()), weights.shapes().get(tensor.getKey()), offset, end));
            offset = end;
        }
        byte[] header = ("{" + String.join(",", entries) + "}").getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes =
                ByteBuffer.allocate(Long.BYTES + header.length + offset).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length).put(header);
        for (float[] tensor : weights.values().values()) {
            for (float value : tensor) {
                bytes.putFloat(value);
            }
        }
        Files.write(file, bytes.array());
    }
}
