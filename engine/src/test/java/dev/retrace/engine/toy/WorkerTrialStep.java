package dev.retrace.engine.toy;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import java.io.IOException;

/** {@link TrialStep} in a worker. */
public final class WorkerTrialStep implements Step<TrialStep.Parameters> {

    @Override
    public StepDescriptor<TrialStep.Parameters> descriptor() {
        return StepDescriptor.of("toy-worker-trial", 1, "Goes wrong.", TrialStep.Parameters.class)
                .taking(InputSlot.file("after", "Something to wait for.").optional())
                .giving(new OutputSlot("text", "txt"))
                .onTorch();
    }

    @Override
    public void run(TrialStep.Parameters parameters, Inputs inputs, Outputs outputs, Lane lane)
            throws IOException, InterruptedException {
        new TrialStep().run(parameters, inputs, outputs, lane);
    }
}
