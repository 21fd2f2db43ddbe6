package dev.retrace.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.toy.RetraceProcess.Ended;
import dev.retrace.engine.toy.ToyWorld;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cell gave, taken out of the store. */
final class SavedOutputsTest {

    @TempDir
    private Path folder;

    @Test
    void aCellsOutputsAreWrittenUnderTheirNamesAndNoFileIsReplaced() throws Exception {
        ToyWorld world = new ToyWorld(folder, 3);
        world.retrace().run("run", "toy.yaml");

        Ended saved = world.retrace().run("show", "numbers", "--save", "out/of/store");
        Ended again = world.retrace().run("show", "numbers", "--save", "out/of/store");

        assertEquals(0, saved.code(), saved.err());
        Path file = folder.resolve("out/of/store/numbers.csv");
        assertTrue(saved.out().contains("saved     numbers  out/of/store/numbers.csv"), saved.out());
        assertEquals(4, Files.readAllLines(file).size());
        assertEquals(2, again.code());
        assertTrue(again.err().contains("is there already and is not replaced"), again.err());
    }
}
