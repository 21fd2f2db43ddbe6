package dev.retrace.steps.knockout;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Resources;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.Tolerance;
import dev.retrace.steps.dataset.Fact;
import dev.retrace.steps.dataset.ModelTokenizer;
import dev.retrace.steps.dataset.NextTokens;
import dev.retrace.steps.effect.Replays;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.model.Keep;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.ModelLoader;
import dev.retrace.steps.model.TokenBatch;
import java.io.IOException;
import java.util.List;

/** Measures how fast the channels of a Mamba forget, from its weights alone and over the tokens of prompts. */
public final class MeasureDecayStep implements Step<MeasureDecayStep.Parameters> {

    /** How prompts are made. */
    record Parameters(
            @Param(doc = "Text before every prompt; the paper has none.", defaultValue = "")
            String prefix) {}

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of(
                        "measure-decay",
                        1,
                        "Measures how much of each channel's state is left after a token.",
                        Parameters.class)
                .taking(
                        InputSlot.file("model", "A Mamba, from load-model.").accepting("model"),
                        InputSlot.table("facts", "Facts, whose prompts' tokens are averaged over."))
                .giving(new OutputSlot("decay", "csv"))
                .onTorch()
                .using(Resources.ALL_CORES)
                .within(Tolerance.SINGLE_PRECISION);
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        List<Fact> facts = Fact.readAll(inputs.table("facts"));
        LanguageModel model = ModelLoader.load(inputs, "model", lane);
        NextTokens predictor = new NextTokens(model, ModelTokenizer.load(inputs, "model", lane), parameters.prefix());
        List<Question> questions = facts.stream()
                .map(fact -> Question.of(fact, parameters.prefix(), predictor))
                .toList();
        List<double[]> atOne = Decay.atOne(model);
        Decay decay = new Decay(model);
        Replays.inTurn(Replays.groups(model, questions, Question::length), lane, group -> {
            TokenBatch prompts =
                    new TokenBatch(group.stream().map(Question::tokenIds).toList());
            try (PrefixCache run = model.prefill(prompts, Keep.forReplay())) {
                decay.add(run);
            }
        });
        outputs.table("decay", DecayTable.of(atOne, decay.measured()));
    }
}
