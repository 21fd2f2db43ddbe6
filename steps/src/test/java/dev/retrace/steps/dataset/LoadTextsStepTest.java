package dev.retrace.steps.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.table.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadTextsStepTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aTextThatComesAgainIsDrawnOnce() throws Exception {
        assertEquals(Set.of("one", "two"), texts("one\n\ntwo\n\none\n", 10));
    }

    @Test
    void aFurtherTextMovesNoOther() throws Exception {
        Set<String> few = texts("one\n\ntwo\n\nthree\n\nfour\n\nfive\n", 3);
        Set<String> more = texts("one\n\ntwo\n\nsix\n\nthree\n\nfour\n\nfive\n", 3);

        assertEquals(3, few.size());
        few.removeAll(more);
        assertTrue(few.size() <= 1, "at most one made room: " + few);
    }

    private Set<String> texts(String corpus, int limit) throws Exception {
        Path file = Files.writeString(Files.createTempFile(folder, "texts", ".txt"), corpus);
        Workbench bench = new Workbench(folder);
        Table table =
                Table.read(bench.run("load-texts", "{'limit': " + limit + "}", Map.of(), "corpus", bench.source(file)));
        Set<String> texts = new HashSet<>();
        for (int row = 0; row < table.size(); row++) {
            texts.add(table.text(row, "text"));
        }
        return texts;
    }
}
