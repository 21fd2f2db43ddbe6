package dev.retrace.reports.table;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Part;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Puts tables of the same columns below each other, so that one figure can show what several steps measured. */
public final class StackStep implements Step<StackStep.Parameters> {

    private static final String TABLES = "tables";

    /** None: the inputs say all. */
    record Parameters() {}

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of("stack", 1, "Puts tables of the same columns below each other.", Parameters.class)
                .taking(InputSlot.files(TABLES, "Tables in their order, such as those of 'patch' with other states."))
                .giving(new OutputSlot("table", "csv"));
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        List<Table> tables = new ArrayList<>();
        for (Part part : inputs.parts(TABLES)) {
            Table table = Table.read(part.file().path());
            if (!tables.isEmpty() && !table.columns().equals(tables.get(0).columns())) {
                throw new StepException("tables: '" + part.coordinates().getOrDefault("step", "")
                        + "' has the columns " + String.join(", ", table.columns()) + ", but those before it have "
                        + String.join(", ", tables.get(0).columns()) + "; stack tables of one kind of step");
            }
            tables.add(table);
        }
        outputs.table("table", Table.concat(tables));
    }
}
