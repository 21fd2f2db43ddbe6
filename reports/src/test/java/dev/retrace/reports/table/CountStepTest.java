package dev.retrace.reports.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.retrace.engine.step.InputFile;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Part;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import dev.retrace.reports.IdleLane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CountStepTest {

    @TempDir
    private Path folder;

    private final List<Part> parts = new ArrayList<>();

    @Test
    void everyRelationHasACountForEveryStepAndAllHaveTheirSum() throws IOException {
        add(
                "facts",
                Table.of("relation", "fact")
                        .row("capital", "a")
                        .row("capital", "b")
                        .row("sport", "c")
                        .build());
        add("known", Table.of("relation", "fact").row("capital", "b").build());

        assertEquals("""
                relation,stage,count
                capital,facts,2
                capital,known,1
                sport,facts,1
                sport,known,0
                all,facts,3
                all,known,1
                """.replace("\n", "\r\n"), count().toCsv());
    }

    @Test
    void partsOfOneStepAreCountedTogetherAndAFactOnce() throws IOException {
        add(
                "facts",
                Table.of("relation", "fact").row("sport", "a").row("sport", "a").build());
        add(
                "facts",
                Table.of("relation", "fact").row("sport", "a").row("sport", "b").build());

        assertEquals("2", count().text(0, "count"));
    }

    @Test
    void answersCountWhereTheyAreRight() throws IOException {
        add(
                "answers",
                Table.of("relation", "fact", "begins")
                        .row("sport", "a", 1)
                        .row("sport", "b", 0)
                        .row("sport", "c", "")
                        .build());

        assertEquals("1", count().text(0, "count"));
    }

    @Test
    void aTableWithoutTheColumnIsToldWithItsColumns() throws IOException {
        add("known", Table.of("fact").row("a").build());

        assertEquals(
                "tables: 'known' has no column 'relation'; it has fact",
                assertThrows(StepException.class, this::count).getMessage());
    }

    private void add(String step, Table table) throws IOException {
        Path file = folder.resolve(parts.size() + ".csv");
        table.write(file);
        parts.add(new Part(Map.of("step", step), new InputFile(file, "0")));
    }

    private Table count() throws IOException {
        CountStep step = new CountStep();
        Outputs outputs = new Outputs(
                Files.createTempDirectory(folder, "out"), step.descriptor().outputs());
        step.run(
                new CountStep.Parameters("relation", "fact", "begins"),
                new Inputs(Map.of("tables", parts), sha256 -> folder),
                outputs,
                new IdleLane());
        return Table.read(outputs.file("counts"));
    }
}
