package dev.retrace.steps.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorWriterTest {

    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsReadBackFromAlignedPlaces() throws IOException {
        Path file = folder.resolve("two.safetensors");

        TensorWriter.write(file, new TreeMap<>(Map.of("b", new float[] {1.5f, -2}, "a.0", new float[] {3, 4, 5})));

        TensorFile read = TensorFile.read(file);
        assertEquals(List.of("a.0", "b"), List.copyOf(read.tensors().keySet()));
        assertEquals(List.of(3L), read.entry("a.0").shape());
        assertEquals(0, read.entry("a.0").position() % 8);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(5, bytes.getFloat((int) read.entry("a.0").position() + 8));
        assertEquals(-2, bytes.getFloat((int) read.entry("b").position() + 4));
    }

    @Test
    void aNameThatNeedsAnEscapeIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> TensorWriter.write(folder.resolve("x"), new TreeMap<>(Map.of("a\"b", new float[1]))));
    }
}
