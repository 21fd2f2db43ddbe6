package dev.retrace.steps.weights;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged weights are read or refused, and what is read lies inside the file. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class WeightsFuzzTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"/torch/zip.bin", "/torch/legacy.bin"})
    void damagedFilesOfTorch(String resource) throws IOException {
        Mutations.forEach(copy(resource, "pytorch_model.bin"), 600, WeightsFuzzTest::readAndCheck);
    }

    @Test
    void damagedSafetensors() throws IOException {
        String header =
                "{\"__metadata__\":{\"format\":\"pt\"},\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":"
                        + "[0,24]},\"b\":{\"dtype\":\"BF16\",\"shape\":[4],\"data_offsets\":[24,32]}}   ";
        byte[] bytes = new byte[8 + header.length() + 32];
        bytes[0] = (byte) header.length();
        System.arraycopy(header.getBytes(StandardCharsets.US_ASCII), 0, bytes, 8, header.length());

        Path file = Files.write(folder.resolve("model.safetensors"), bytes);

        Mutations.forEach(file, 600, WeightsFuzzTest::readAndCheck);
    }

    @Test
    void damagedIndexes() throws IOException {
        copy("/mamba1-tiny/model.safetensors", "one.safetensors");
        List<String> names = List.copyOf(
                TensorFile.read(folder.resolve("one.safetensors")).tensors().keySet());
        Path index = Files.writeString(
                folder.resolve("model.safetensors.index.json"),
                "{\"metadata\": {\"total_size\": 175776}, \"weight_map\": {\""
                        + String.join("\": \"one.safetensors\",\n\"", names) + "\": \"one.safetensors\"}}");

        Mutations.forEach(index, 300, file -> WeightFiles.read(folder));
    }

    private static void readAndCheck(Path path) throws IOException {
        TensorFile file = TensorFile.read(path);
        long size = Files.size(path);
        file.tensors().forEach((name, entry) -> {
            long last = 0;
            for (int axis = 0; axis < entry.shape().size(); axis++) {
                last += (entry.shape().get(axis) - 1) * entry.strides().get(axis);
            }
            long span = entry.bytes() == 0 ? 0 : (last + 1) * entry.type().bits() / Byte.SIZE;
            assertTrue(entry.position() >= 0 && entry.bytes() >= 0 && entry.position() + entry.bytes() <= size, name);
            assertTrue(span <= entry.bytes(), () -> name + " spans " + span + " of " + entry);
        });
    }

    private Path copy(String resource, String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(WeightsFuzzTest.class.getResourceAsStream(resource))) {
            return Files.write(folder.resolve(name), in.readAllBytes());
        }
    }
}
