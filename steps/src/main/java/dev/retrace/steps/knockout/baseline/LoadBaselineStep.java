package dev.retrace.steps.knockout.baseline;

import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Source;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.table.Table;
import dev.retrace.steps.dataset.Fact;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the facts and probabilities that the knockout authors' own tests keep. */
public final class LoadBaselineStep implements Step<LoadBaselineStep.Parameters> {

    /** Where they are, and of which model. */
    record Parameters(
            @Param(doc = "The folder 'golden': tests/src/experiments/baselines/full_pipeline of the authors' code.")
            Source source,

            @Param(doc = "The family as the folder has it: mamba1, mamba2, gpt2.")
            String arch,

            @Param(doc = "The size as the folder has it: 130M, 355M.")
            String size) {}

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of(
                        "load-knockout-baseline",
                        1,
                        "Reads the knockout authors' own regression outputs of one model.",
                        Parameters.class)
                .giving(new OutputSlot("facts", "csv"), new OutputSlot("expected", "csv"));
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        BaselineFolder folder = new BaselineFolder(parameters.source(), parameters.arch(), parameters.size());
        Map<String, BaselineFolder.Asked> asked = folder.facts();
        List<BaselineFolder.Value> values = folder.values(asked);
        lane.log("%d facts, of which the authors' model answers %d; %d probabilities under knockout"
                .formatted(
                        asked.size(),
                        asked.values().stream()
                                .filter(BaselineFolder.Asked::correct)
                                .count(),
                        values.size()));
        Table.Builder facts = Table.of("fact", "relation", "template", "subject", "object", "prompt");
        Table.Builder expected =
                Table.of("fact", "prompt", "to", "from", "channels", "window", "start", "p_clean", "p", "hit");
        for (BaselineFolder.Asked each : asked.values()) {
            Fact fact = each.fact();
            facts.row(fact.id(), fact.relation(), fact.template(), fact.subject(), fact.object(), fact.prompt());
            expected.row(
                    fact.id(),
                    fact.prompt(),
                    "",
                    Expected.NOTHING,
                    "",
                    "",
                    "",
                    each.probability(),
                    each.probability(),
                    each.correct() ? 1 : 0);
        }
        Map<String, Double> clean = new HashMap<>();
        asked.values().forEach(each -> clean.put(each.fact().id(), each.probability()));
        for (BaselineFolder.Value value : values) {
            BaselineFolder.Curve curve = value.curve();
            expected.row(
                    value.fact().id(),
                    value.fact().prompt(),
                    curve.target(),
                    curve.source(),
                    curve.channels(),
                    curve.window(),
                    value.start(),
                    clean.getOrDefault(value.fact().id(), Double.NaN),
                    value.probability(),
                    value.hit() ? 1 : 0);
        }
        outputs.table("facts", facts.build());
        outputs.table("expected", expected.build());
    }
}
