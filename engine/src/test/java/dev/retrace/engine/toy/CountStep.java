package dev.retrace.engine.toy;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import java.io.IOException;
import java.nio.file.Files;

/** Counts its parts: what a mean over them would rest on. */
public final class CountStep implements Step<CountStep.Parameters> {

    public record Parameters() {}

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of("toy-count", 1, "Counts its parts.", Parameters.class)
                .taking(InputSlot.files("parts", "Anything."))
                .giving(new OutputSlot("count", "txt"));
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        Files.writeString(
                outputs.file("count"), String.valueOf(inputs.parts("parts").size()));
    }
}
