package dev.retrace.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.toy.RetraceProcess;
import dev.retrace.engine.toy.RetraceProcess.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs of a step whose cells go on where the one before them stopped. */
final class ChainedCellsTest {

    @TempDir
    private Path folder;

    private RetraceProcess retrace;

    @BeforeEach
    void setUp() throws IOException {
        Files.createDirectory(folder.resolve(".git"));
        retrace = new RetraceProcess(folder);
        lines("one, two, three");
    }

    @Test
    void eachCellGoesOnWhereTheOneBeforeStopped() throws Exception {
        Ended run = retrace.run("run", "chain.yaml");

        assertEquals(0, run.code(), run.err());
        assertEquals(Set.of("start\n", "start\none\n", "start\none\ntwo\n", "start\none\ntwo\nthree\n"), stored());
    }

    @Test
    void aLongerChainKeepsWhatIsThereAndAChangedLinkRunsWithAllAfterIt() throws Exception {
        retrace.run("run", "chain.yaml");
        lines("one, two, three, four");
        Ended longer = retrace.run("run", "chain.yaml", "--json");
        lines("one, zwei, three, four");
        Ended explained = retrace.run("explain", "chain.yaml", "--all");
        Ended changed = retrace.run("run", "chain.yaml", "--json");

        assertTrue(longer.out().contains("\"computed\":1"), longer.out());
        assertTrue(explained.out().contains("must run   lines[line=zwei]: param line: two -> zwei"), explained.out());
        assertTrue(
                explained.out().contains("undecided  lines[line=three]: waits for lines[line=zwei]"), explained.out());
        assertTrue(changed.out().contains("\"computed\":3"), changed.out());
        assertTrue(stored().contains("start\none\nzwei\nthree\nfour\n"));
    }

    private void lines(String lines) throws IOException {
        Files.writeString(folder.resolve("chain.yaml"), """
                name: chain
                steps:
                  start: { step: write, with: { text: start } }
                  lines:
                    step: append
                    inputs: { text: start }
                    matrix: { line: [%s] }
                    chain: { text: line }
                    with: { line: "${matrix.line}" }
                """.formatted(lines));
    }

    /** All texts in the store. */
    private Set<String> stored() throws IOException {
        Set<String> texts = new HashSet<>();
        try (Stream<Path> blobs = Files.walk(folder.resolve(".retrace/cas"))) {
            for (Path blob : blobs.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(blob);
                if (text.startsWith("start")) {
                    texts.add(text);
                }
            }
        }
        return texts;
    }
}
