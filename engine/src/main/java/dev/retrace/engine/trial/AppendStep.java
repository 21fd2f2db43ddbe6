package dev.retrace.engine.trial;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/** Copies a text and adds a line. */
public final class AppendStep implements Step<AppendStep.Parameters> {

    public record Parameters(
            @Param(doc = "What to add; a line end is added.")
            String line) {}

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of("append", 1, "Copies a text and adds a line.", Parameters.class)
                .taking(InputSlot.file("text", "The text.").accepting("text"))
                .giving(new OutputSlot("text", "txt"));
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        Files.copy(inputs.file("text").path(), outputs.file("text"));
        outputs.file("text").toFile().setWritable(true);
        Files.writeString(outputs.file("text"), parameters.line() + "\n", StandardOpenOption.APPEND);
    }
}
