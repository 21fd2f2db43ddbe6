package dev.retrace.engine.toy;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.step.Tolerance;
import dev.retrace.engine.table.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Raises numbers to a power in a worker, slowly. Notes each start in the file that {@code
 * TOY_WITNESS} names, and dies of {@code TOY_DEATH}, so that tests can see what was computed and
 * kill what computes.
 */
public final class SquareStep implements Step<SquareStep.Parameters> {

    /** What is added to each number in another precision than float32. */
    private static final double ROUNDING = 0.25;

    public record Parameters(
            @Param(doc = "The exponent.", defaultValue = "2")
            int power,

            @Param(doc = "Milliseconds per row.", defaultValue = "0")
            int pause,

            @Param(doc = "A number that cannot be raised.", defaultValue = "-1")
            int hated) {}

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of("toy-square", 1, "Raises numbers to a power.", Parameters.class)
                .taking(InputSlot.table("numbers", "The numbers."))
                .giving(new OutputSlot("squares", "csv"))
                .onTorch()
                .within(new Tolerance(1e-5, 1e-3));
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane)
            throws IOException, InterruptedException {
        Table numbers = inputs.table("numbers");
        witness(inputs.parts("numbers").get(0).file().sha256() + " " + parameters.power());
        Table.Builder squares = Table.of("id", "square");
        for (int row = 0; row < numbers.size(); row++) {
            lane.checkCancelled();
            Thread.sleep(parameters.pause());
            int value = numbers.integer(row, "value");
            if (value == parameters.hated()) {
                throw new StepException("the number " + value + " cannot be raised; leave it out");
            }
            double rounding = lane.precision().equals("float32") ? 0 : ROUNDING; // as if it were less exact
            squares.row(numbers.text(row, "id"), Math.pow(value, parameters.power()) + rounding);
            lane.progress(row + 1L, numbers.size());
        }
        outputs.table("squares", squares.build());
    }

    private static void witness(String line) throws IOException {
        String file = System.getenv("TOY_WITNESS");
        if (file != null) {
            Files.writeString(Path.of(file), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        String death = System.getenv("TOY_DEATH");
        if (death != null && Files.deleteIfExists(Path.of(death))) {
            Runtime.getRuntime().halt(137);
        }
    }
}
