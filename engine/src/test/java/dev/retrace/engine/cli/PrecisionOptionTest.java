package dev.retrace.engine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.cli.InProcess.Ended;
import dev.retrace.engine.toy.ToyWorld;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A precision on its way from the command line to keys, workers and what is told of a run. */
class PrecisionOptionTest {

    @TempDir
    private Path folder;

    private InProcess here = new InProcess(Path.of(""));
    private String workflow = "";

    @BeforeEach
    void aRunInFloat32() throws IOException {
        here = new InProcess(folder.resolve("store"));
        new ToyWorld(folder, 4);
        workflow = folder.resolve("toy.yaml").toString();
        assertEquals(0, run().code());
    }

    /** Of the toy's steps only the squares are numeric. */
    @Test
    void anotherPrecisionIsAnotherKeyOfNumericStepsAlone() {
        Ended told = here.retrace("explain", workflow, "--precision", "float16");

        assertTrue(told.out().contains("served     numbers\n"), told.out());
        assertTrue(told.out().contains("precision: float32 -> float16"), told.out());
    }

    @Test
    void aWorkerOfThatPrecisionComputesTheCellsAndTheRunSaysSo() throws IOException {
        Ended run = run("--precision", "float16");

        assertEquals(0, run.code(), run.err());
        List<String> runs = texts("runs", "run.json");
        assertEquals(2, runs.size());
        assertEquals(1, runs.stream().filter(text -> text.contains("float16")).count());
        assertTrue(texts("ac", "").stream().anyMatch(text -> text.contains("\"precision\":\"float16\"")));
        Ended again = here.retrace("explain", workflow, "--precision", "float16");
        assertTrue(again.out().contains(" 0 to run"), again.out());
    }

    @Test
    void anAuditComputesInThePrecisionOfTheCell() {
        assertEquals(0, run("--precision", "float16").code());

        Ended audit = here.retrace("audit", "--sample", "100%", "--step", "squares");

        assertEquals(0, audit.code(), audit.err());
        assertTrue(audit.out().matches("(?s).*toy-square +2 +2 +0 +0 +0 +0 .*"), audit.out());
    }

    @Test
    void aWorkflowCanNameItsPrecisionAndTheCommandLineIsStronger() throws IOException {
        Path file = Path.of(workflow);
        Files.writeString(file, Files.readString(file).replace("steps:\n", "precision: tf32\nsteps:\n"));

        Ended written = here.retrace("explain", workflow);
        Ended asked = here.retrace("explain", workflow, "--precision", "float32");

        assertTrue(written.out().contains("precision: float32 -> tf32"), written.out());
        assertTrue(asked.out().contains(" 0 to run"), asked.out());
    }

    @Test
    void aPrecisionThatThereIsNotIsRefusedBeforeAnythingRuns() {
        Ended half = run("--precision", "float61");

        assertEquals(2, half.code());
        assertTrue(half.err().contains("float16"), half.err());
    }

    private Ended run(String... options) {
        List<String> words = Stream.concat(Stream.of("run", workflow, "--progress", "none"), Stream.of(options))
                .toList();
        return here.retrace(words.toArray(String[]::new));
    }

    private List<String> texts(String part, String name) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("store").resolve(part))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().endsWith(name))
                    .map(PrecisionOptionTest::text)
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
