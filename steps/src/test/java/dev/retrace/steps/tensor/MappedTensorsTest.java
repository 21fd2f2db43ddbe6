package dev.retrace.steps.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.engine.step.StepException;
import dev.retrace.steps.weights.TensorFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MappedTensorsTest {

    private static final float[] VALUES = {1.5f, -2, 0, 100};

    @TempDir
    private Path folder;

    @Test
    void float32IsTheFileItself() throws IOException {
        assertReads(write("F32", "", floats()));
    }

    /** A mapping that may be used in place needs the right to write, which these files do not grant. */
    @Test
    void readOnlyFilesAreCopied() throws IOException {
        Path file = write("F32", "", floats());
        assertTrue(file.toFile().setWritable(false, false));

        assertReads(file);
    }

    /** One space more in the header moves the data to an odd byte. */
    @Test
    void tensorsMayBeginAtAnyByte() throws IOException {
        for (String pads : new String[] {"", " ", "  ", "   "}) {
            assertReads(write("F32", pads, floats()));
        }
    }

    /** 1.5 = 0x3E00, -2 = 0xC000, 100 = 0x5640 as float16. */
    @Test
    void float16IsWidened() throws IOException {
        assertReads(write("F16", "", shorts(0x3E00, 0xC000, 0, 0x5640)));
    }

    /** The upper halves of the float32 0x3FC00000, 0xC0000000, 0 and 0x42C80000. */
    @Test
    void bfloat16IsWidened() throws IOException {
        assertReads(write("BF16", "", shorts(0x3FC0, 0xC000, 0, 0x42C8)));
    }

    @Test
    void otherTypesAreNoWeights() throws IOException {
        Path file = write("I64", "", new byte[32]);
        try (NDManager manager = TorchEngine.newManager("cpu")) {
            TensorFile header = TensorFile.read(file);

            StepException refused = assertThrows(StepException.class, () -> MappedTensors.read(manager, header, "w"));

            assertTrue(String.valueOf(refused.getMessage()).contains("is of type I64"), refused::getMessage);
        }
    }

    /** A sparse file: 3 GiB of holes, then the values. */
    @Test
    void filesBeyondTwoGibibytesAreRead() throws IOException {
        long hole = 3L << 30;
        String header = "{\"hole\":{\"dtype\":\"U8\",\"shape\":[" + hole + "],\"data_offsets\":[0," + hole + "]},"
                + "\"w\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[" + hole + "," + (hole + 16) + "]}}";
        Path file = folder.resolve("large.safetensors");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.write(prefix(header));
            large.seek(8 + header.length() + hole);
            large.write(floats());
        }

        assertReads(file);
    }

    /** From files of {@code torch.save}: one storage seen in three ways, and half precision. */
    @ParameterizedTest
    @ValueSource(strings = {"zip.bin", "legacy.bin"})
    void tensorsOfTorchAreRead(String name) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in = MappedTensorsTest.class.getResourceAsStream("/torch/" + name)) {
            Files.copy(Objects.requireNonNull(in), file);
        }
        TensorFile tensors = TensorFile.read(file);
        try (NDManager manager = TorchEngine.newManager("cpu")) {
            NDArray transposed = MappedTensors.read(manager, tensors, "transposed");

            assertEquals(new Shape(3, 2), transposed.getShape());
            assertArrayEquals(new float[] {1.5f, 100, -2, 3, 0, 4}, transposed.toFloatArray());
            assertArrayEquals(
                    new float[] {1.5f, -2, 0, 100, 3, 4},
                    MappedTensors.read(manager, tensors, "embedding").toFloatArray());
            assertArrayEquals(
                    new float[] {3, 4},
                    MappedTensors.read(manager, tensors, "last").toFloatArray());
            assertArrayEquals(
                    VALUES, MappedTensors.read(manager, tensors, "half").toFloatArray());
            assertArrayEquals(
                    VALUES, MappedTensors.read(manager, tensors, "brain").toFloatArray());
        }
    }

    /** Nearly 5 GiB of sparse weights in a process with a heap of 64 MiB; the last element of each is told. */
    @Test
    void weightsNeverPassTheHeap() throws IOException, InterruptedException {
        Path file = folder.resolve("large.safetensors");
        long floats = 1200L << 20;
        long halves = 200L << 20;
        long[] ends = new long[] {floats, 2 * floats, 3 * floats, 4 * floats, 4 * floats + halves};
        StringBuilder header = new StringBuilder("{");
        for (int i = 0; i < ends.length; i++) {
            String type = i < 4 ? "F32" : "BF16";
            long begin = i == 0 ? 0 : ends[i - 1];
            long elements = (ends[i] - begin) / (i < 4 ? 4 : 2);
            header.append(i == 0 ? "" : ",")
                    .append("\"t")
                    .append(i)
                    .append("\":{\"dtype\":\"")
                    .append(type);
            header.append("\",\"shape\":[")
                    .append(elements)
                    .append("],\"data_offsets\":[")
                    .append(begin);
            header.append(',').append(ends[i]).append("]}");
        }
        header.append('}')
                .append(" ".repeat(3 - (header.length() + 3) % 4)); // float32 in place begins at a multiple of 4
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.write(prefix(header.toString()));
            for (int i = 0; i < ends.length; i++) {
                large.seek(8 + header.length() + ends[i] - 2);
                large.write(new byte[] {(byte) 0xC0, 0x3F}); // the upper half of 1.5
            }
        }

        Process child = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx64m",
                        "-Dai.djl.offline=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LastElements.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();

        String told = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, child.waitFor());
        assertEquals("t0 1.5, t1 1.5, t2 1.5, t3 1.5, t4 1.5", told);
    }

    /** Views and the garbage collector: the mapping lives as long as its owner. */
    @Test
    void mappedValuesSurviveTheGarbageCollector() throws IOException {
        Path file = write("F32", "", floats());
        try (NDManager manager = TorchEngine.newManager("cpu")) {
            NDArray view =
                    MappedTensors.read(manager, TensorFile.read(file), "w").transpose();
            System.gc();

            assertArrayEquals(new float[] {1.5f, 0, -2, 100}, view.toFloatArray());
        }
    }

    private static void assertReads(Path file) throws IOException {
        try (NDManager manager = TorchEngine.newManager("cpu")) {
            NDArray tensor = MappedTensors.read(manager, TensorFile.read(file), "w");

            assertEquals(new Shape(2, 2), tensor.getShape());
            assertArrayEquals(VALUES, tensor.toFloatArray());
        }
    }

    private Path write(String dtype, String pads, byte[] data) throws IOException {
        String header =
                "{\"w\":{\"dtype\":\"" + dtype + "\",\"shape\":[2,2],\"data_offsets\":[0," + data.length + "]}}" + pads;
        byte[] prefix = prefix(header);
        byte[] all = ByteBuffer.allocate(prefix.length + data.length)
                .put(prefix)
                .put(data)
                .array();
        Path file = folder.resolve(dtype + pads.length() + ".safetensors");
        return Files.write(file, all);
    }

    private static byte[] prefix(String header) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[8 + text.length];
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text);
        return bytes;
    }

    private static byte[] floats() {
        byte[] bytes = new byte[Float.BYTES * VALUES.length];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(VALUES);
        return bytes;
    }

    private static byte[] shorts(int... values) {
        byte[] bytes = new byte[Short.BYTES * values.length];
        ByteBuffer little = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            little.putShort((short) value);
        }
        return bytes;
    }
}
