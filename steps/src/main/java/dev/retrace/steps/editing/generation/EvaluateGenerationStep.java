package dev.retrace.steps.editing.generation;

import ai.djl.ndarray.NDManager;
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
import dev.retrace.steps.dataset.Draw;
import dev.retrace.steps.dataset.ModelTokenizer;
import dev.retrace.steps.dataset.Rewrite;
import dev.retrace.steps.editing.Edited;
import dev.retrace.steps.editing.request.RequestEncoder;
import dev.retrace.steps.editing.request.TemplateSampler;
import dev.retrace.steps.editing.request.TextSampler;
import dev.retrace.steps.effect.Replays;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.ModelLoader;
import dev.retrace.steps.tensor.TorchEngine;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Lets a model write on after prompts about the subjects of requests, under their edits, and measures how fluent it
 * still is. Without edits, the unedited model writes; the random numbers are the same.
 *
 * <p>Source: Meng et al. (arXiv 2202.05262), section 3.4 and its code. Of its metrics of generation this is GE, see
 * {@link Fluency}; the other, consistency (RS, the cosine of TF-IDF vectors with reference texts about the new
 * object), needs texts that CounterFact's records do not hold, so it is not measured.
 */
public final class EvaluateGenerationStep implements Step<EvaluateGenerationStep.Parameters> {

    /** A token of a text weighs as much as so many of a replay: all its layers are kept, and read to the last. */
    private static final int WEIGHT = 8;

    /** How it writes. */
    record Parameters(
            @Param(doc = "Tokens after each prompt; texts in ROME's code have 100 in all.", defaultValue = "100")
            int tokens,

            @Param(doc = "Tokens are drawn from so many of the most probable ones.", defaultValue = "5")
            int top,

            @Param(doc = "Of the draws; those of the published runs had none.", defaultValue = "0")
            long seed) {

        Parameters {
            if (tokens < 1 || top < 1) {
                throw new IllegalArgumentException(
                        "tokens and top are at least 1, but they are " + tokens + " and " + top);
            }
        }
    }

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of(
                        "evaluate-generation",
                        1,
                        "Measures how fluently a model writes about edited subjects.",
                        Parameters.class)
                .taking(
                        InputSlot.file("model", "A model, from load-model.").accepting("model"),
                        InputSlot.table("rewrites", "Requests with generation prompts, from filter-rewrites."),
                        InputSlot.files(
                                        "factors",
                                        "Edits of these requests, from edit; left out, the unedited model writes.")
                                .accepting("factors")
                                .optional())
                .giving(
                        new OutputSlot("fluency", "csv"),
                        new OutputSlot("texts", "csv"),
                        new OutputSlot("dropped", "csv"))
                .onTorch()
                .using(Resources.ALL_CORES)
                .within(Tolerance.SINGLE_PRECISION);
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        LanguageModel model = ModelLoader.load(inputs, "model", lane);
        RequestEncoder encoder =
                RequestEncoder.published(ModelTokenizer.load(inputs, "model", lane), model.architecture(), List.of());
        TextSampler sampler = new TextSampler(model, encoder.tokenizer(), parameters.top());
        GenerationTables tables = new GenerationTables(
                encoder, parameters.tokens(), model.architecture().layers());
        try (NDManager owner = TorchEngine.newManager(lane.device())) {
            if (inputs.parts("factors").isEmpty()) {
                Rewrite.readAll(inputs.table("rewrites")).forEach(rewrite -> tables.add(rewrite, Optional.empty()));
            } else {
                Edited.readAll(inputs, owner)
                        .forEach(edited -> tables.add(edited.rewrite(), Optional.of(edited.factors())));
            }
            Replays.inTurn(
                    Replays.groups(
                            model,
                            tables.continuations(),
                            each -> WEIGHT * (each.ids().size() + (long) parameters.tokens())),
                    lane,
                    group -> tables.wrote(group, write(sampler, group, parameters)));
        }
        lane.log(tables.summary());
        outputs.table("fluency", tables.fluency());
        outputs.table("texts", tables.texts());
        outputs.table("dropped", tables.dropped());
    }

    private static List<String> write(TextSampler sampler, List<Continuation> group, Parameters parameters) {
        List<TextSampler.Start> starts = group.stream().map(Continuation::start).toList();
        TextSampler.Draws draws = (text, token) -> Draw.of(
                parameters.seed(),
                "generation",
                group.get(text).rewrite().id(),
                Integer.toString(group.get(text).index()),
                Integer.toString(token));
        return sampler.write(starts, parameters.tokens(), draws).stream()
                .map(ids -> TemplateSampler.clean(sampler.tokenizer().text(ids)))
                .toList();
    }
}
