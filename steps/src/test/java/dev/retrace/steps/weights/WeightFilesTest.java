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
import java.util.Objects;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightFilesTest {

    private static final String INDEX = "model.safetensors.index.json";

    @TempDir
    private Path folder;

    @Test
    void oneFileHoldsAll() throws IOException {
        write("model.safetensors", "a", "b");

        SortedMap<String, TensorFile> tensors = WeightFiles.read(folder);

        assertEquals("[a, b]", tensors.keySet().toString());
        assertEquals(
                "model.safetensors", Objects.requireNonNull(tensors.get("a")).name());
    }

    /** As other tools do: a folder that was converted keeps its old shards. */
    @Test
    void oneFileComesBeforeAnIndex() throws IOException {
        write("model.safetensors", "a");
        Files.writeString(folder.resolve(INDEX), "{}");

        assertEquals("[a]", WeightFiles.read(folder).keySet().toString());
    }

    @Test
    void anIndexNamesTheShards() throws IOException {
        write("one.safetensors", "a", "c");
        write("two.safetensors", "b");
        write("three.safetensors", "left over");
        index("{\"metadata\":{\"total_size\":99},\"weight_map\":"
                + "{\"a\":\"one.safetensors\",\"b\":\"two.safetensors\",\"c\":\"one.safetensors\"}}");

        SortedMap<String, TensorFile> tensors = WeightFiles.read(folder);

        assertEquals("[a, b, c]", tensors.keySet().toString());
        assertEquals("two.safetensors", Objects.requireNonNull(tensors.get("b")).name());
        assertEquals("one.safetensors", Objects.requireNonNull(tensors.get("c")).name());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'weight_map':{'a':'two.safetensors'}}                          | names the file 'two.safetensors', which is not beside it",
                "{'weight_map':{'a':'one.safetensors'}}                          | holds the tensor 'b', which",
                "{'weight_map':{'a':'one.safetensors','b':'one.safetensors','c':'one.safetensors'}} | does not hold the tensor 'c'",
                "{'weight_map':{'a':'../one.safetensors'}}                       | only plain names",
                "{'weight_map':{'a':'/etc/passwd'}}                              | only plain names",
                "{'weight_map':{'a':'x\\\\\\\\one.safetensors'}}                 | only plain names",
                "{'weight_map':{'a':'..'}}                                       | only plain names",
                "{'weight_map':{'a':''}}                                         | only plain names",
                "{'weight_map':{'a':1}}                                          | 'a' is not mapped to a name",
                "{'weight_map':{'a':'one.safetensors','a':'one.safetensors'}}    | Duplicate",
                "{'weight_map':[]}                                               | is no JSON object",
                "{'weight_map':{}}                                               | has no 'weight_map'",
                "{}                                                              | has no 'weight_map'",
                "[]                                                              | is not a JSON object",
                "{'weight_map':{'a':'one.safetensors'                            | is not valid JSON",
                "{'weight_map':{'a':'one.safetensors','b':'one.safetensors'}} 1  | after its JSON object",
                "{'x':[[[[[[[[[[[]]]]]]]]]]]}                                    | nesting depth",
            })
    void indexesThatDoNotFitAreRefused(String index, String words) throws IOException {
        write("one.safetensors", "a", "b");
        index(index.replace('\'', '"'));

        StepException refused = assertThrows(StepException.class, () -> WeightFiles.read(folder));

        assertTrue(String.valueOf(refused.getMessage()).startsWith(folder.toString()), refused::getMessage);
        assertTrue(String.valueOf(refused.getMessage()).contains(words), refused::getMessage);
    }

    @Test
    void aShardThatIsCutShortIsNamed() throws IOException {
        Path shard = write("one.safetensors", "a", "b");
        index("{\"weight_map\":{\"a\":\"one.safetensors\",\"b\":\"one.safetensors\"}}");
        byte[] whole = Files.readAllBytes(shard);
        Files.write(shard, Arrays.copyOf(whole, whole.length - 1));

        StepException refused = assertThrows(StepException.class, () -> WeightFiles.read(folder));

        assertTrue(String.valueOf(refused.getMessage()).startsWith(shard + ": its tensors need"), refused::getMessage);
    }

    private void index(String json) throws IOException {
        Files.writeString(folder.resolve(INDEX), json);
    }

    /** One byte for each tensor. */
    private Path write(String file, String... tensors) throws IOException {
        StringBuilder header = new StringBuilder("{");
        for (int i = 0; i < tensors.length; i++) {
            header.append(i == 0 ? "" : ",")
                    .append("\"")
                    .append(tensors[i])
                    .append("\":{\"dtype\":\"U8\",\"shape\":[1],");
            header.append("\"data_offsets\":[")
                    .append(i)
                    .append(",")
                    .append(i + 1)
                    .append("]}");
        }
        byte[] text = header.append("}").toString().getBytes(StandardCharsets.UTF_8);
        byte[] all = ByteBuffer.allocate(8 + text.length + tensors.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .array();
        return Files.write(folder.resolve(file), all);
    }
}
