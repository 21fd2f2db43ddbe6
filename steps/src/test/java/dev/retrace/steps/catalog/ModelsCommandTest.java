package dev.retrace.steps.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.command.CommandSource;
import dev.retrace.steps.checkpoint.TinyDownload;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ModelsCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void modelsOfAFolderAreListed() throws IOException {
        Path model = Files.createDirectories(folder.resolve("tiny"));
        TinyDownload.into(model);

        assertEquals(0, run("--json", "--digests", folder.toString()));

        JsonNode listed = new JsonMapper().readTree(out.toString()).get(0);
        assertEquals(model.toString(), listed.path("name").asString());
        assertEquals("mamba1", listed.path("family").asString());
        assertEquals("F32", listed.path("dtype").asString());
        assertEquals(175776, listed.path("bytes").asLong());
        assertEquals("", listed.path("problem").asString());
        assertEquals(3, listed.path("files").size());
        assertTrue(listed.path("sha256").asString().matches("[0-9a-f]{64}"));
    }

    @Test
    void aDamagedModelIsListedWithItsProblem() throws IOException {
        TinyDownload.into(folder);
        Files.writeString(folder.resolve("model.safetensors"), "x");

        assertEquals(0, run(folder.toString()));

        assertTrue(out.toString().contains("mamba1"), out::toString);
        assertTrue(err.toString().contains("begins with 8 bytes of length"), err::toString);
    }

    @Test
    void aFolderThatIsNotThereIsAMistake() {
        assertEquals(2, run(folder.resolve("nowhere").toString()));
    }

    private int run(String... arguments) {
        Object command = ServiceLoader.load(CommandSource.class).stream()
                .flatMap(source -> source.get().commands().stream())
                .filter(ModelsCommand.class::isInstance)
                .findFirst()
                .orElseThrow();
        return new CommandLine(command)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
