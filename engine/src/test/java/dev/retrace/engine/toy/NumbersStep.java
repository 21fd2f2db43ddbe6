package dev.retrace.engine.toy;

import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Source;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.table.Table;
import java.io.IOException;
import java.nio.file.Files;

/** Reads one whole number a line; the number is its own id. */
public final class NumbersStep implements Step<NumbersStep.Parameters> {

    public record Parameters(
            @Param(doc = "A file of numbers, one a line.") Source source) {}

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of("toy-numbers", 1, "Reads numbers.", Parameters.class)
                .giving(new OutputSlot("numbers", "csv"));
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        Table.Builder table = Table.of("id", "value");
        for (String line : Files.readAllLines(parameters.source().path())) {
            table.row("n" + line, line);
        }
        outputs.table("numbers", table.build());
    }
}
