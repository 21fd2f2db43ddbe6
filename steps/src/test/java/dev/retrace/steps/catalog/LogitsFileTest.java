package dev.retrace.steps.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.retrace.steps.dataset.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LogitsFileTest {

    @TempDir
    private Path folder;

    @Test
    void everyFloatReadsBackToItself() throws IOException {
        float[] first = {0.1f, -0f, Float.MIN_VALUE, 1 / 3f};
        float[] second = {Float.MAX_VALUE, -1.17549435e-38f, 16_777_216f, 9.999999e-5f};
        Path file = folder.resolve("logits.json");

        try (LogitsFile logits = LogitsFile.to(file)) {
            logits.accept(first);
            logits.accept(second);
            logits.publish();
        }

        JsonNode rows = JsonMapper.shared().readTree(file.toFile()).path("logits");
        assertEquals(2, rows.size());
        for (int id = 0; id < 4; id++) {
            assertEquals(first[id], Float.parseFloat(rows.get(0).get(id).asString()));
            assertEquals(second[id], (float) rows.get(1).get(id).doubleValue());
        }
        assertEquals(List.of("logits.json"), names());
    }

    @Test
    void whatWasThereStaysUntilAllIsWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("logits.json"), "before");

        try (LogitsFile logits = LogitsFile.to(file)) {
            logits.accept(new float[] {1});
            assertEquals("before", Files.readString(file));
        }

        assertEquals("before", Files.readString(file));
        assertEquals(List.of("logits.json"), names());
    }

    @Test
    void aLinkIsFollowedNotReplaced() throws IOException {
        Path file = Files.writeString(folder.resolve("real.json"), "before");
        Path link = Files.createSymbolicLink(folder.resolve("link.json"), file);

        try (LogitsFile logits = LogitsFile.to(link)) {
            logits.publish();
        }

        assertEquals("{\"logits\": [\n]}\n", Files.readString(file));
        assertEquals(file, Files.readSymbolicLink(link));
    }

    @Test
    void aLogitThatIsNoNumberIsRefusedAndLeavesNothing() throws IOException {
        Path file = folder.resolve("logits.json");

        try (LogitsFile logits = LogitsFile.to(file)) {
            Refusal.says(() -> logits.accept(new float[] {Float.NaN}), "no finite number");
        }

        assertFalse(Files.exists(file));
        assertEquals(List.of(), names());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }
}
