package dev.retrace.engine.trial;

import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import java.io.IOException;
import java.nio.file.Files;

/** Writes a text of the workflow into a file. */
public final class WriteStep implements Step<WriteStep.Parameters> {

    public record Parameters(
            @Param(doc = "What to write; a line end is added.")
            String text) {}

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of("write", 1, "Writes a text into a file.", Parameters.class)
                .giving(new OutputSlot("text", "txt"));
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        Files.writeString(outputs.file("text"), parameters.text() + "\n");
    }
}
