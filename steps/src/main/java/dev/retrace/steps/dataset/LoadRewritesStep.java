package dev.retrace.steps.dataset;

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
import java.util.List;

/** Reads requests to rewrite facts, with the prompts that measure the success, from CounterFact. */
public final class LoadRewritesStep implements Step<LoadRewritesStep.Parameters> {

    /** Where they are. */
    record Parameters(
            @Param(
                    doc = "File or folder of CounterFact: counterfact.json as published, or one flat record a line with"
                            + " one paraphrase and one neighbourhood prompt; recognised by content.")
            Source source) {}

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of("load-rewrites", 1, "Reads requests to rewrite facts.", Parameters.class)
                .giving(new OutputSlot("rewrites", "csv"));
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        RewriteReader reader = new RewriteReader();
        reader.read(parameters.source());
        List<Rewrite> rewrites = reader.rewrites();
        lane.log(rewrites.size() + " requests; " + reader.repeated() + " repetitions left out");
        Table.Builder table = Table.of(Rewrite.COLUMNS);
        rewrites.forEach(rewrite -> table.row(rewrite.row().toArray()));
        outputs.table("rewrites", table.build());
    }
}
