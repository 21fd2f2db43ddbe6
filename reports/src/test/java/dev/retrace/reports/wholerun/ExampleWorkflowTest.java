package dev.retrace.reports.wholerun;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.reports.wholerun.SmallWorld.Ended;
import dev.retrace.reports.wholerun.SmallWorld.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The design's example, from a Mamba's weights to a report, with kills and changes on the way. */
final class ExampleWorkflowTest {

    private static final String[] RUN = {"run", "example.yaml", "--profile", "few"};

    @TempDir
    private Path folder;

    private SmallWorld world;

    @BeforeEach
    void theExampleInASmallWorld() throws IOException {
        world = new SmallWorld(folder);
        world.workflow("example.yaml");
    }

    @Test
    void becomesAReportWithItsFigures() throws Exception {
        Ended run = world.retrace("run", "example.yaml", "--profile", "few", "--set", "vectors=true");

        assertEquals(0, run.code(), run.err());
        Path page = run.report(world.folder());
        String report = Files.readString(page);
        assertTrue(report.contains("id=\"fig-figure-2b\"") && report.contains("id=\"fig-figure-3a\""));
        assertTrue(Files.exists(page.resolveSibling("run.html")));
        try (Stream<Path> files = Files.list(page.resolveSibling("figures"))) {
            assertEquals(
                    List.of("figure-2b.csv", "figure-2b.svg", "figure-3a.csv", "figure-3a.svg"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void isServedWholeTheSecondTimeWithTheSameBytes() throws Exception {
        Ended first = world.retrace(RUN);
        Ended second = world.retrace(RUN);

        assertEquals(0, second.code(), second.err());
        assertFalse(second.err().contains("computed"), second.err());
        assertArrayEquals(report(first), report(second));
    }

    @Test
    void givesTheSameReportAfterKillsAsUndisturbedInAnotherStore() throws Exception {
        Ended undisturbed = world.retrace("run", "example.yaml", "--profile", "few", "--store", "other-store");
        Random random = new Random(5);
        for (int kill = 0; kill < 5; kill++) {
            Started run = world.start(RUN);
            Thread.sleep(500 + random.nextInt(4000));
            run.kill();
        }
        Ended last = world.retrace(RUN);

        assertEquals(0, last.code(), last.err());
        assertArrayEquals(report(undisturbed), report(last));
    }

    @Test
    void recomputesNothingBelowAChangeThatChangesNoBytes() throws Exception {
        world.retrace(RUN);
        Path config = world.folder().resolve("model").resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"use_bias\"", " \"use_bias\""));

        Ended run = world.retrace("run", "example.yaml", "--profile", "few", "--progress", "json");

        List<String> computed =
                run.err().lines().filter(line -> line.contains("\"ended\"")).toList();
        assertTrue(computed.get(0).contains("\"cell\":\"mamba\""), run.err());
        assertEquals(0, run.code(), run.err());
    }

    @Test
    void aByteOfTheWeightsIsNamedByExplain() throws Exception {
        world.retrace(RUN);
        Path weights = world.folder().resolve("model").resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 2] ^= 1;
        Files.write(weights, bytes);

        Ended explained = world.retrace("explain", "example.yaml", "--profile", "few");

        assertEquals(0, explained.code(), explained.err());
        assertTrue(
                explained.out().contains("must run   mamba: param source.model.safetensors: sha256:"), explained.out());
        assertTrue(explained.out().contains("served     facts\n"), explained.out());
    }

    @Test
    void leavesNothingBehindInTheScratchFolder() throws Exception {
        world.retrace(RUN);

        try (Stream<Path> left = Files.list(world.folder().resolve(".retrace").resolve("tmp"))) {
            assertEquals(List.of(), left.toList());
        }
    }

    private byte[] report(Ended run) throws IOException {
        assertEquals(0, run.code(), run.err());
        return Files.readAllBytes(run.report(world.folder()));
    }
}
