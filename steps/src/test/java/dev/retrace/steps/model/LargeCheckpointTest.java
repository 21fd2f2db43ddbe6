package dev.retrace.steps.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.steps.TestDevice;
import dev.retrace.steps.checkpoint.MambaConfig;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Weights never pass the heap: a checkpoint of some hundred megabytes in a Java that has a fraction of
 * that. By hand the same with 5.6 GB and a heap of 1 GB, on a disk that keeps holes as holes:
 *
 * <pre>{@code java -Xmx1g -cp … dev.retrace.steps.model.LargeCheckpointTest FOLDER 48 2048}</pre>
 */
class LargeCheckpointTest {

    private static final int LAYERS = 16;
    private static final int WIDTH = 1024; // 116 million parameters: 465 MB in float32, 233 MB in float16
    private static final int VOCABULARY = 8192;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"F32", "F16", "BF16"})
    void aCheckpointOfManyTimesTheHeapLoads(String type) throws IOException, InterruptedException {
        write(folder, type, LAYERS, WIDTH);
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeCheckpointTest.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        try {
            child.waitFor(10, TimeUnit.MINUTES);
        } finally {
            child.destroyForcibly();
        }
        assertEquals(0, child.waitFor(), () -> log(folder));
    }

    /** Loads a folder; writes the checkpoint first where layers and width are given. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        if (arguments.length > 1) {
            write(folder, "F32", Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        }
        try (LanguageModel model = ModelLoader.ofFolder(folder, TestDevice.NAME)) {
            System.out.println(model.architecture());
            Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS") || line.startsWith("RssAnon"))
                    .forEach(System.out::println);
        }
    }

    /** A checkpoint of zeros, which take no room on the disk. */
    private static void write(Path folder, String type, int layers, int width) throws IOException {
        MambaConfig config = new MambaConfig(layers, width, 2 * width, 16, 4, width / 16, VOCABULARY, 1e-5, true);
        Files.writeString(
                folder.resolve("config.json"), """
                {"model_type": "mamba", "hidden_size": %d, "intermediate_size": %d, "state_size": 16,
                 "conv_kernel": 4, "time_step_rank": %d, "num_hidden_layers": %d, "vocab_size": %d,
                 "layer_norm_epsilon": 1e-5, "tie_word_embeddings": true}
                """.formatted(width, 2 * width, width / 16, layers, VOCABULARY));
        StringBuilder header = new StringBuilder("{");
        long end = 0;
        for (Map.Entry<String, List<Long>> tensor :
                new TreeMap<>(config.layout(List.of()).due()).entrySet()) {
            long bytes = tensor.getValue().stream().reduce(type.equals("F32") ? 4L : 2L, (a, b) -> a * b);
            header.append(header.length() > 1 ? "," : "")
                    .append("\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                            .formatted(tensor.getKey(), type, tensor.getValue(), end, end + bytes));
            end += bytes;
        }
        header.append('}').append(" ".repeat(Long.BYTES - header.length() % Long.BYTES)); // data begin aligned
        byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("model.safetensors").toFile(), "rw")) {
            file.write(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(text.length)
                    .array());
            file.write(text);
            file.setLength(Long.BYTES + text.length + end);
        }
    }

    private static String log(Path folder) {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }
}
