package dev.retrace.engine.toy;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Part;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.table.Table;
import java.io.IOException;
import java.nio.file.Files;

/** Adds the squares of all parts, and appends the lineage: a report in small. */
public final class TotalStep implements Step<TotalStep.Parameters> {

    public record Parameters(
            @Param(doc = "A heading.", defaultValue = "total")
            String title) {}

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of("toy-total", 1, "Adds squares.", Parameters.class)
                .taking(InputSlot.files("squares", "Tables of squares."))
                .giving(new OutputSlot("page", "html"))
                .withLineage();
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        double total = 0;
        for (Part part : inputs.parts("squares")) {
            Table squares = Table.read(part.file().path());
            for (int row = 0; row < squares.size(); row++) {
                total += squares.number(row, "square");
            }
        }
        String lineage = Files.readString(inputs.file("lineage").path());
        Files.writeString(outputs.file("page"), parameters.title() + ": " + total + "\n" + lineage + "\n");
    }
}
