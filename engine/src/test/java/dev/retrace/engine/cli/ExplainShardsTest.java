package dev.retrace.engine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.toy.ToyWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code explain} says of shards cut from a file of the user's. */
final class ExplainShardsTest {

    @TempDir
    private Path folder;

    private InProcess here = new InProcess(Path.of(""));
    private String workflow = "";

    @BeforeEach
    void aRunOverFortyNumbers() throws IOException {
        here = new InProcess(folder.resolve("store"));
        workflow = folder.resolve("toy.yaml").toString();
        new ToyWorld(folder, 40);
        assertEquals(0, run().code());
    }

    /** 3 lies inside the shard 1 to 6, which 6 ends; all other shards stay. */
    @Test
    void aDroppedRowIsNamedInItsShardUpToTheFile() throws IOException {
        List<String> fewer = new ArrayList<>(Files.readAllLines(folder.resolve("numbers.txt")));
        fewer.remove("3");
        Files.write(folder.resolve("numbers.txt"), fewer);
        run("--only", "numbers");

        String told = here.retrace("explain", workflow).out();

        assertTrue(told.contains("must run   squares[power=2]#0: input numbers: sha256:"), told);
        assertTrue(told.contains(" (1 row gone: n3,3) <- numbers: param source: sha256:"), told);
        assertTrue(told.contains("undecided  report: waits for squares[power=2], squares[power=3] (must run: "), told);
    }

    @Test
    void whatRanAgainToTheSameBytesIsAnEarlyCutOff() throws IOException {
        Path numbers = folder.resolve("numbers.txt");
        Files.writeString(numbers, Files.readString(numbers).stripTrailing());
        assertEquals(0, run().code());

        String told = here.retrace("explain", workflow, "squares[power=2]#0").out();

        assertTrue(told.contains(" numbers ran again and gave the same bytes, so that this was served"), told);
        assertTrue(told.contains("param source <- "), told);
    }

    private InProcess.Ended run(String... options) {
        List<String> words = new ArrayList<>(List.of("run", workflow, "--progress", "none"));
        words.addAll(List.of(options));
        return here.retrace(words.toArray(String[]::new));
    }
}
