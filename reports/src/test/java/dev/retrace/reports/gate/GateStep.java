package dev.retrace.reports.gate;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Waits for a file, and fails with what the file says, if it says something. */
public final class GateStep implements Step<GateStep.Parameters> {

    public record Parameters(
            @Param(doc = "The file to wait for.") String file) {}

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of("test-gate", 1, "Waits for a file.", Parameters.class)
                .taking(InputSlot.file("text", "Anything."))
                .giving(new OutputSlot("text", "txt"));
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane)
            throws IOException, InterruptedException {
        Path gate = Path.of(parameters.file());
        lane.progress(1, 4);
        while (!Files.exists(gate)) {
            lane.checkCancelled();
            Thread.sleep(20);
        }
        String says = Files.readString(gate).strip();
        if (!says.isEmpty()) {
            throw new StepException(says);
        }
        Files.writeString(outputs.file("text"), "open\n");
    }
}
