package dev.retrace.reports.toy;

import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.table.Table;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;

/** Effects by fact, layer and kind of token, drawn from one distribution but for a shift in the middle layer. */
public final class EffectsStep implements Step<EffectsStep.Parameters> {

    private static final double NOISE = 0.1;
    private static final double PERCENT = 100;

    public record Parameters(
            @Param(doc = "Of the draws.", defaultValue = "1")
            long seed,

            @Param(doc = "How many facts.", defaultValue = "40")
            int facts,

            @Param(doc = "How many layers.", defaultValue = "8")
            int layers,

            @Param(
                    doc = "What is added in the middle layer at the subject's last token, in hundredths.",
                    defaultValue = "0")
            int shift,

            @Param(doc = "A further kind of token.", defaultValue = "further")
            String further) {}

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of("test-effects", 1, "Makes effects up.", Parameters.class)
                .giving(new OutputSlot("effects", "csv"));
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        table(parameters).write(outputs.file("effects"));
    }

    private static Table table(Parameters wanted) {
        Table.Builder table = Table.of("fact", "layer", "layers", "bucket", "ie");
        for (int fact = 0; fact < wanted.facts; fact++) {
            SplittableRandom random = new SplittableRandom(wanted.seed * 1_000_003 + fact);
            for (int layer = 0; layer < wanted.layers; layer++) {
                for (String bucket : List.of("last", "subject_last", wanted.further)) {
                    double depth = (double) layer / Math.max(1, wanted.layers - 1);
                    double shift = layer == wanted.layers / 2 && bucket.equals("subject_last") ? wanted.shift : 0;
                    double mean = bucket.equals("last") ? depth : 1 - depth;
                    double noise = NOISE * (random.nextDouble() + random.nextDouble() - 1);
                    table.row("f" + fact, layer, wanted.layers, bucket, mean + shift / PERCENT + noise);
                }
            }
        }
        return table.build();
    }
}
