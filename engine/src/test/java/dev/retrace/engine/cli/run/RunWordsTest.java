package dev.retrace.engine.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RunWordsTest {

    private static Optional<RunWords> words(String line) {
        return RunWords.of(List.of(line.split(" ")));
    }

    @Test
    void theWorkflowAndTheStoreAreFoundAmongOptions() {
        assertEquals(
                new RunWords(Path.of("a.yaml"), Path.of("s")),
                words("run --set store=x a.yaml --store s --keep-going").orElseThrow());
        assertEquals(
                new RunWords(Path.of("a.yaml"), Path.of("s=t")),
                words("run --device=cpu --store=s=t a.yaml").orElseThrow());
        assertNull(words("run a.yaml").orElseThrow().store());
    }

    @Test
    void whatAsksForMoreOrIsNotUnderstoodIsLeftToTheCommandLine() {
        for (String line : List.of(
                "explain a.yaml",
                "run",
                "run a.yaml b.yaml",
                "run a.yaml --force cells",
                "run a.yaml --dry-run",
                "run a.yaml --json",
                "run a.yaml --live",
                "run a.yaml --open",
                "run a.yaml --progress json",
                "run a.yaml --help",
                "run a.yaml --set",
                "run @words",
                "run -j4 a.yaml",
                "run -- a.yaml")) {
            assertTrue(words(line).isEmpty(), line);
        }
    }
}
