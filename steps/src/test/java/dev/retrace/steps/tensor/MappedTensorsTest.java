package dev.retrace.steps.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
            Safetensors header = Safetensors.read(file);

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

    /** Views and the garbage collector: the mapping lives as long as its owner. */
    @Test
    void mappedValuesSurviveTheGarbageCollector() throws IOException {
        Path file = write("F32", "", floats());
        try (NDManager manager = TorchEngine.newManager("cpu")) {
            NDArray view =
                    MappedTensors.read(manager, Safetensors.read(file), "w").transpose();
            System.gc();

            assertArrayEquals(new float[] {1.5f, 0, -2, 100}, view.toFloatArray());
        }
    }

    private static void assertReads(Path file) throws IOException {
        try (NDManager manager = TorchEngine.newManager("cpu")) {
            NDArray tensor = MappedTensors.read(manager, Safetensors.read(file), "w");

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
