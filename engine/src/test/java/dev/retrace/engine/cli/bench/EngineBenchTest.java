package dev.retrace.engine.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.retrace.engine.toy.RetraceProcess;
import dev.retrace.engine.toy.RetraceProcess.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class EngineBenchTest {

    @TempDir
    private Path folder;

    @Test
    void whatIsNotInstalledIsSaidAndTheRestMeasured() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));

        Ended ended = new RetraceProcess(folder)
                .with("PATH", empty.toString())
                .run("bench", "engine", "--cells", "5", "--repeat", "1", "--folder", "work", "--json", "all.json");

        assertEquals(0, ended.code(), ended.err());
        assertTrue(ended.out().contains("snakemake is not installed: apt-get install snakemake"), ended.out());
        assertTrue(ended.out().contains("make is not installed: apt-get install make"), ended.out());
        assertEquals(
                List.of("cold", "up to date", "one stale", "plan only", "reindex"),
                operations(folder.resolve("all.json")));
        try (Stream<Path> left = Files.list(folder.resolve("work"))) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void snakemakeTakesOutputsThatItDidNotMake() throws Exception {
        assumeTrue(Contender.missing("snakemake").isEmpty(), "needs snakemake: apt-get install snakemake");
        Snakemake snakemake = new Snakemake(2);
        assertFalse(snakemake.operations(3).contains(Operation.COLD));

        snakemake.prepare(Operation.UP_TO_DATE, folder, 3);
        Measured measured = Stopwatch.run(folder, snakemake.command(Operation.UP_TO_DATE, 3));

        assertTrue(Files.readString(folder.resolve("log")).contains("Nothing to be done"));
        assertTrue(measured.cpu() > 0);
    }

    @Test
    void aCommandThatFailsIsNotMeasured() {
        IOException refusal = assertThrows(
                IOException.class, () -> Stopwatch.run(folder, List.of("/bin/sh", "-c", "echo why; exit 7")));

        assertTrue(refusal.toString().contains("ended with 7: why"), refusal::toString);
    }

    private static List<String> operations(Path json) throws IOException {
        List<String> operations = new ArrayList<>();
        for (JsonNode row : JsonMapper.shared().readTree(Files.readString(json))) {
            operations.add(row.get("operation").stringValue());
            assertEquals(1, row.get("times").size());
        }
        return operations;
    }
}
