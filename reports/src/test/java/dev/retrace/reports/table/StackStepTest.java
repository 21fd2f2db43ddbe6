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
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackStepTest {

    @TempDir
    private Path folder;

    @Test
    void rowsStandInTheOrderOfTheTables() throws IOException {
        Table h = Table.of("state", "ie").row("h", 1).row("h", 2).build();
        Table s = Table.of("state", "ie").row("s", 3).build();

        assertEquals("state,ie\r\nh,1\r\nh,2\r\ns,3\r\n", stack(h, s).toCsv());
    }

    @Test
    void tablesOfOtherColumnsAreRefused() {
        Table h = Table.of("state", "ie").build();
        Table paths = Table.of("blocked", "ie").build();

        assertEquals(
                "tables: 'trace-1' has the columns blocked, ie, but those before it have state, ie; stack tables of one"
                        + " kind of step",
                assertThrows(StepException.class, () -> stack(h, paths)).getMessage());
    }

    private Table stack(Table first, Table second) throws IOException {
        StackStep step = new StackStep();
        Outputs outputs = new Outputs(folder, step.descriptor().outputs());
        step.run(
                new StackStep.Parameters(),
                new Inputs(Map.of("tables", List.of(part(first, 0), part(second, 1))), sha256 -> folder),
                outputs,
                new IdleLane());
        return Table.read(outputs.file("table"));
    }

    private Part part(Table table, int number) throws IOException {
        Path file = folder.resolve(number + ".csv");
        table.write(file);
        return new Part(Map.of("step", "trace-" + number), new InputFile(file, "0"));
    }
}
