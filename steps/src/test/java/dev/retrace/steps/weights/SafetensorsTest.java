package dev.retrace.steps.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {

    @TempDir
    private Path folder;

    @Test
    void tensorsAreFoundAtTheirPlace() throws IOException {
        String header =
                " {\"__metadata__\":{\"format\":\"pt\"},\"b\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[2,10]},"
                        + "\"a\":{\"shape\":[],\"dtype\":\"F16\",\"data_offsets\":[0,2]},"
                        + "\"none\":{\"dtype\":\"I64\",\"shape\":[0,3],\"data_offsets\":[10,10]}} ";

        TensorFile file = TensorFile.read(write(header, 10));

        long start = 8L + header.length();
        assertEquals(TensorFile.Entry.contiguous(ElementType.F32, List.of(1L, 2L), start + 2, 8), file.entry("b"));
        assertEquals(TensorFile.Entry.contiguous(ElementType.F16, List.of(), start, 2), file.entry("a"));
        assertEquals(0, file.entry("none").bytes());
    }

    @Test
    void aFileWithoutTensorsIsWellFormed() throws IOException {
        assertTrue(TensorFile.read(write("{}", 0)).tensors().isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // header                                                                        | bytes of data | words
                // of the refusal
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}                          | 7  | it is cut short",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}                          | 9  | something follows them",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}}                         | 12 | neither overlap nor leave holes",
                "{'a':{'dtype':'U8','shape':[2],'data_offsets':[0,2]},'b':{'dtype':'U8','shape':[2],'data_offsets':[1,3]}} | 3 | neither overlap nor leave holes",
                "{'a':{'dtype':'U8','shape':[2],'data_offsets':[0,2]},'a':{'dtype':'U8','shape':[2],'data_offsets':[2,4]}} | 4 | Duplicate",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}                          | 8  | which is no range",
                "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}                          | 8  | needs 12 bytes, but its data_offsets hold 8",
                "{'a':{'dtype':'F99','shape':[2],'data_offsets':[0,8]}}                          | 8  | the unknown dtype 'F99'",
                "{'a':{'dtype':'F4','shape':[3],'data_offsets':[0,1]}}                           | 1  | not a whole number of bytes",
                "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}                         | 8  | whole numbers from 0",
                "{'a':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}}                        | 8  | must be value number int",
                "{'a':{'dtype':'F32','shape':[1,1,1,1,1,1,1,1,2],'data_offsets':[0,8]}}          | 8  | at most 8",
                "{'a':{'dtype':'F32','shape':[9223372036854775807,9],'data_offsets':[0,8]}}      | 8  | too large for any file",
                "{'a':{'dtype':'F32','shape':[92233720368547758079],'data_offsets':[0,8]}}       | 8  | out of range",
                "{'a':{'dtype':'F32','shape':[2]}}                                               | 8  | lacks one of",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0]}}                            | 8  | lacks one of",
                "{'__metadata__':{'a':1}}                                                        | 0  | __metadata__.a must be value string",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'x':[[[[[[1]]]]]]}}        | 8  | nesting depth",
                "[]                                                                              | 0  | must be start object",
                "{} {}                                                                           | 0  | after the header",
                "{'a':                                                                           | 0  | not the JSON that is due",
            })
    void brokenHeadersAreRefusedWithTheirReason(String header, int data, String words) throws IOException {
        Path file = write(header.replace('\'', '"'), data);

        StepException refused = assertThrows(StepException.class, () -> TensorFile.read(file));

        assertTrue(String.valueOf(refused.getMessage()).startsWith(file.toString()), refused::getMessage);
        assertTrue(String.valueOf(refused.getMessage()).contains(words), refused::getMessage);
        assertTrue(String.valueOf(refused.getMessage()).contains("Download the file again"), refused::getMessage);
    }

    @ParameterizedTest
    @CsvSource({
        "3, 0, begins with 8 bytes",
        "8, 100000001, at most 100000000",
        "8, -1, at most 100000000",
        "10, 3, only 2 follow"
    })
    void absurdHeaderLengthsAreRefused(int size, long length, String words) throws IOException {
        byte[] bytes = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .array();
        Path file = Files.write(folder.resolve("x"), Arrays.copyOf(bytes, size));

        StepException refused = assertThrows(StepException.class, () -> TensorFile.read(file));

        assertTrue(String.valueOf(refused.getMessage()).contains(words), refused::getMessage);
    }

    @Test
    void aHeaderThatIsNoTextIsRefused() throws IOException {
        byte[] bytes = ByteBuffer.allocate(9)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(1)
                .put((byte) 0xFF)
                .array();
        Path file = Files.write(folder.resolve("x"), bytes);

        StepException refused = assertThrows(StepException.class, () -> TensorFile.read(file));

        assertTrue(String.valueOf(refused.getMessage()).contains("not UTF-8"), refused::getMessage);
    }

    private Path write(String header, int data) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + data).order(ByteOrder.LITTLE_ENDIAN);
        return Files.write(
                folder.resolve("x.safetensors"),
                bytes.putLong(text.length).put(text).array());
    }
}
