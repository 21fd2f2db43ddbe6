package dev.retrace.engine.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.cache.CanonicalJson;
import dev.retrace.cache.Digest;
import dev.retrace.cache.Store;
import dev.retrace.engine.plan.CellInput;
import dev.retrace.engine.step.Parameter;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.toy.NumbersStep;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class ShadowTest {

    private static final List<Parameter> PARAMETERS = Parameter.of(NumbersStep.Parameters.class);

    @TempDir
    private Path folder;

    @Test
    void aFolderOfTheUsersIsLinkedFileByFile() throws IOException {
        Store store = Store.open(folder.resolve("store"));
        Path file = Files.writeString(folder.resolve("one.txt"), "1\n");
        Digest digest = store.files().of(file);

        try (Shadow shadow = Shadow.of(store)) {
            JsonNode source = shadow.parameters(source("inner/one.txt", digest), PARAMETERS)
                    .get("source");
            Path linked = Path.of(source.get("path").asString()).resolve("inner/one.txt");
            assertEquals("1\n", Files.readString(linked));
        }

        assertTrue(Files.exists(file));
        try (Stream<Path> left = Files.list(folder.resolve("store/tmp"))) {
            assertEquals(List.of(), left.toList());
        }
    }

    /** As a model's description names its weights. */
    @Test
    void artifactsThatAnInputNamesAreThereToo() throws IOException {
        Store store = Store.open(folder.resolve("store"));
        Digest weights =
                store.content().put("weights".getBytes(StandardCharsets.UTF_8)).digest();
        Digest gone = Digest.of("gone");
        Digest model = store.content()
                .put("{\"a\": {\"sha256\": \"%s\"}, \"b\": {\"sha256\": \"%s\"}}"
                        .formatted(weights.hex(), gone.hex())
                        .getBytes(StandardCharsets.UTF_8))
                .digest();

        try (Shadow shadow = Shadow.of(store)) {
            shadow.link(Map.of("model", List.of(new CellInput(Map.of(), model))));

            assertTrue(shadow.store().files().locate(weights).isPresent());
            assertFalse(shadow.store().files().locate(gone).isPresent());
        }
    }

    @Test
    void aNameThatLeadsOutOfTheFolderIsRefused() throws IOException {
        Store store = Store.open(folder.resolve("store"));
        try (Shadow shadow = Shadow.of(store)) {
            for (String name : List.of("../../escaped", "/escaped", ".", "a/../..")) {
                StepException refused = assertThrows(
                        StepException.class, () -> shadow.parameters(source(name, Digest.of("any")), PARAMETERS), name);
                assertTrue(String.valueOf(refused.getMessage()).contains("leads out of its folder"));
            }
        }
    }

    private static JsonNode source(String name, Digest digest) {
        return CanonicalJson.read("{\"source\":{\"%s\":\"%s\"}}".formatted(name, digest));
    }
}
