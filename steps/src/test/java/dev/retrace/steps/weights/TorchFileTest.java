package dev.retrace.steps.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchFileTest {

    private static final float[] VALUES = {1.5f, -2, 0, 100, 3, 4};

    @TempDir
    private Path folder;

    private TorchFiles files;

    @BeforeEach
    void aFolder() {
        files = new TorchFiles(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zip.bin", "legacy.bin"})
    void tensorsAreFoundAtTheirPlace(String name) throws IOException {
        TensorFile file = TensorFile.read(files.resource(name));

        assertEquals(
                List.of("brain", "embedding", "half", "last", "steps", "transposed"),
                List.copyOf(file.tensors().keySet()));
        TensorFile.Entry embedding = file.entry("embedding");
        assertEquals(ElementType.F32, embedding.type());
        assertEquals(List.of(2L, 3L), embedding.shape());
        assertTrue(embedding.isContiguous());
        assertArrayEquals(VALUES, floats(file, embedding));
        assertEquals(ElementType.F16, file.entry("half").type());
        assertEquals(ElementType.BF16, file.entry("brain").type());
        assertEquals(ElementType.I64, file.entry("steps").type());
        assertEquals(8, file.entry("steps").bytes());
    }

    /** Three tensors of one storage: one place, seen in different ways. */
    @ParameterizedTest
    @ValueSource(strings = {"zip.bin", "legacy.bin"})
    void tensorsMayShareTheirStorage(String name) throws IOException {
        TensorFile file = TensorFile.read(files.resource(name));
        TensorFile.Entry transposed = file.entry("transposed");

        assertEquals(file.entry("embedding").position(), transposed.position());
        assertEquals(List.of(1L, 3L), transposed.strides());
        assertFalse(transposed.isContiguous());
        assertEquals(24, transposed.bytes());
        assertArrayEquals(new float[] {3, 4}, floats(file, file.entry("last")));
    }

    @Test
    void anArchiveByAnotherWriterIsReadToo() throws IOException {
        byte[] pickle = TorchFiles.dictionary(new PickleBytes().tensor("0", 3, 1, new long[] {2}, new long[] {1}));
        byte[] zip = new StoredZip()
                .entry("x/data.pkl", pickle)
                .entry("x/data/0", new byte[12])
                .bytes();

        TensorFile.Entry entry = TensorFile.read(files.write(zip)).entry("w");

        assertEquals(8, entry.bytes());
        assertEquals(List.of(2L), entry.shape());
    }

    /** The comment holds what an end record looks like. */
    @Test
    void anArchiveMayEndWithAComment() throws IOException {
        byte[] zip = Files.readAllBytes(files.resource("zip.bin"));
        byte[] longer = Arrays.copyOf(zip, zip.length + 25);
        longer[zip.length - 2] = 25;
        longer[zip.length] = 'P';
        longer[zip.length + 1] = 'K';
        longer[zip.length + 2] = 5;
        longer[zip.length + 3] = 6;

        assertEquals(6, TensorFile.read(files.write(longer)).tensors().size());
    }

    private static float[] floats(TensorFile file, TensorFile.Entry entry) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file.file())).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[(int) entry.bytes() / Float.BYTES];
        all.position((int) entry.position())
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }
}
