package dev.retrace.steps.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.steps.checkpoint.TinyDownload;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ModelsCommandTest {

    @TempDir
    private Path folder;

    private final TestCommand models = new TestCommand("models");

    @Test
    void modelsOfAFolderAreListed() throws IOException {
        Path model = Files.createDirectories(folder.resolve("tiny"));
        TinyDownload.into(model);

        assertEquals(0, models.run("--json", "--digests", folder.toString()));

        JsonNode listed = new JsonMapper().readTree(models.out()).get(0);
        assertEquals(model.toString(), listed.path("name").asString());
        assertEquals("mamba1", listed.path("family").asString());
        assertEquals("F32", listed.path("dtype").asString());
        assertEquals(175776, listed.path("bytes").asLong());
        assertEquals("", listed.path("problem").asString());
        assertEquals(3, listed.path("files").size());
        assertTrue(listed.path("sha256").asString().matches("[0-9a-f]{64}"));
    }

    @Test
    void aLineTellsSizeFamilyTypeAndDigest() throws IOException {
        Path model = Files.createDirectories(folder.resolve("tiny"));
        TinyDownload.into(model);
        models.run("--json", folder.toString());
        String digest =
                new JsonMapper().readTree(models.out()).get(0).path("sha256").asString();

        models.run(folder.toString());
        assertTrue(models.out().contains("mamba1  F32    175.8 kB  " + digest.substring(0, 12) + "\n"), models::out);
        models.run("--digests", folder.toString());
        assertTrue(models.out().contains("  " + digest + "\n"), models::out);
    }

    @Test
    void aDamagedModelIsListedWithItsProblem() throws IOException {
        TinyDownload.into(folder);
        Files.writeString(folder.resolve("model.safetensors"), "x");

        assertEquals(0, models.run(folder.toString()));

        assertTrue(models.out().contains("mamba1"), models::out);
        assertTrue(models.err().startsWith(folder + ": "), models::err);
        assertTrue(models.err().contains("begins with 8 bytes of length"), models::err);
    }

    @Test
    void aModelWithoutATokenizerIsListedWithWhatItLacks() throws IOException {
        TinyDownload.into(folder);
        Files.delete(folder.resolve(TinyDownload.TOKENIZER));

        assertEquals(0, models.run(folder.toString()));

        assertTrue(models.out().contains("F32"), models::out);
        assertTrue(models.err().startsWith(folder + ": has no tokenizer.json"), models::err);
    }

    @Test
    void whereNothingIsTheFoldersThatWereLookedInAreNamed() {
        assertEquals(0, models.run("--json", folder.toString()));
        assertTrue(models.out().startsWith("["), models::out);
        int cached = new JsonMapper().readTree(models.out()).size();

        models.run(folder.toString());

        String words = "no models in " + folder + " or in ";
        assertTrue(cached > 0 || (models.err().startsWith(words) && models.out().isEmpty()), models::err);
    }

    @Test
    void aFolderThatIsNotThereIsAMistake() {
        assertEquals(2, models.run(folder.resolve("nowhere").toString()));
    }

    /** The cache names a large file by its digest; so its bytes, here others, are not read. */
    @Test
    void theCachesOwnDigestsAreTakenUnlessAllIsToBeRead() throws IOException {
        String digest = "0".repeat(63) + "1";
        Path blobs = Files.createDirectories(folder.resolve("blobs"));
        Path snapshot = Files.createDirectories(folder.resolve("snapshots/c"));
        Files.writeString(blobs.resolve(digest), "bytes");
        Files.createSymbolicLink(
                snapshot.resolve("model.safetensors"), Path.of("../../blobs").resolve(digest));
        Files.writeString(snapshot.resolve("config.json"), "{}");

        assertEquals(digest, ModelDigests.of(snapshot).get("model.safetensors"));
        assertEquals(
                // of "bytes"
                "277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9",
                ModelDigests.read(snapshot).get("model.safetensors"));
        assertEquals(2, ModelDigests.unread(snapshot));
    }

    @Test
    void aNarrowTerminalGetsANameALine() {
        ListedModel model = new ListedModel("hf:org/name", "0123456789", "mamba1", "F32", 12, 3, "", folder);
        ModelsTable table = new ModelsTable(true);
        table.add(model, "abcdef");

        assertEquals(
                List.of(
                        "MODEL        REVISION  FAMILY  DTYPE    SIZE  SHA-256",
                        "hf:org/name  01234567  mamba1  F32    0.0 kB  abcdef"),
                lines(table, 53));
        assertEquals(
                List.of(
                        "MODEL",
                        "  REVISION  FAMILY  DTYPE    SIZE  SHA-256",
                        "hf:org/name",
                        "  01234567  mamba1  F32    0.0 kB  abcdef"),
                lines(table, 52));
        assertEquals(2, lines(table, 0).size());
    }

    private static List<String> lines(ModelsTable table, int width) {
        StringWriter out = new StringWriter();
        table.print(new PrintWriter(out), width);
        return out.toString().lines().toList();
    }
}
