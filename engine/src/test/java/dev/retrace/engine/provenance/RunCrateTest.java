package dev.retrace.engine.provenance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.cache.Digest;
import dev.retrace.engine.toy.RetraceProcess.Ended;
import dev.retrace.engine.toy.RetraceProcess.Started;
import dev.retrace.engine.toy.ToyWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The crates of whole runs. */
final class RunCrateTest {

    private static final String COMPLETED = "http://schema.org/CompletedActionStatus";
    private static final String FAILED = "http://schema.org/FailedActionStatus";

    @TempDir
    private Path folder;

    private ToyWorld world;

    @BeforeEach
    void aWorkflowOverTenNumbers() throws IOException {
        world = new ToyWorld(folder, 10);
    }

    @Test
    void aRunThatIsDoneTellsWhatItReadAndMade() throws Exception {
        Ended run = world.retrace().run("run", "toy.yaml", "--set", "title=sums");
        CrateCheck crate = new CrateCheck(newest()).all();

        assertEquals(0, run.code(), run.err());
        assertEquals(COMPLETED, status(crate.run()));
        assertEquals(List.of("report.html"), CrateCheck.links(crate.run(), "result"));
        assertEquals("sums", crate.entity("#value-title").required("value").asString());
        assertEquals(Files.readString(folder.resolve("toy.yaml")), Files.readString(newest().resolve("workflow.yaml")));
        String numbers =
                Digest.of(Files.readAllBytes(folder.resolve("numbers.txt"))).hex();
        assertTrue(CrateCheck.links(crate.run(), "object").stream()
                .anyMatch(read -> crate.entity(read).path("sha256").asString().equals(numbers)));
        assertEquals(List.of("#outputs-squares"), CrateCheck.links(crate.entity("#execution-report"), "object"));
        assertEquals(List.of("#tool-toy-square"), CrateCheck.links(crate.entity("#execution-squares"), "instrument"));
    }

    @Test
    void whatWasServedIsToldAsSuch() throws Exception {
        world.retrace().run("run", "toy.yaml");
        world.retrace().run("run", "toy.yaml");
        CrateCheck crate = new CrateCheck(newest()).all();

        assertEquals(COMPLETED, status(crate.run()));
        assertEquals(
                "1 cell: 1 served",
                crate.entity("#execution-report").required("description").asString());
    }

    /** The number 5 can be raised to no power; the report shows what is missing. */
    @Test
    void aRunThatFailedInPartSaysWhereAndWhy() throws Exception {
        Ended run = world.retrace().run("run", "toy.yaml", "--set", "hated=5", "--keep-going");
        CrateCheck crate = new CrateCheck(newest()).all();

        assertEquals(5, run.code(), run.err());
        assertEquals(FAILED, status(crate.run()));
        assertTrue(crate.run().required("error").asString().contains("the number 5 cannot be raised"));
        assertEquals(FAILED, status(crate.entity("#execution-squares")));
        assertEquals(COMPLETED, status(crate.entity("#execution-numbers")));
    }

    @Test
    void aRunThatStoppedAtAFailureHasNoReport() throws Exception {
        Ended run = world.retrace().run("run", "toy.yaml", "--set", "hated=5");
        CrateCheck crate = new CrateCheck(newest()).all();

        assertEquals(1, run.code(), run.err());
        assertEquals(FAILED, status(crate.run()));
        assertEquals(List.of(), CrateCheck.links(crate.run(), "result"));
    }

    @Test
    void aRunThatWasInterruptedSaysSo() throws Exception {
        Started run = world.retrace().start("run", "toy.yaml", "--set", "pause=200");
        ToyWorld.await(() -> !world.computed().isEmpty());
        run.signal("INT");
        Ended ended = run.await();
        CrateCheck crate = new CrateCheck(newest()).all();

        assertEquals(130, ended.code(), ended.err());
        assertEquals(FAILED, status(crate.run()));
        assertTrue(crate.run().required("error").asString().contains("interrupted"));
        assertFalse(Files.exists(newest().resolve("report.html")));
    }

    private static String status(JsonNode action) {
        return action.at("/actionStatus/@id").asString();
    }

    private Path newest() throws IOException {
        try (Stream<Path> runs = Files.list(folder.resolve(".retrace").resolve("runs"))) {
            return runs.sorted().reduce((one, later) -> later).orElseThrow();
        }
    }
}
