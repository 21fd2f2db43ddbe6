package dev.retrace.steps.tracing;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Resources;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.step.Tolerance;
import dev.retrace.steps.dataset.ModelTokenizer;
import dev.retrace.steps.dataset.Pair;
import dev.retrace.steps.effect.IndirectEffect;
import dev.retrace.steps.effect.LayerWindow;
import dev.retrace.steps.effect.PairRuns;
import dev.retrace.steps.effect.Replays;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.model.Architecture;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.ModelLoader;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** Measures the indirect effect of a state, at every token and layer, on the recall of every fact. */
public final class PatchStep implements Step<PatchStep.Parameters> {

    /** Which state to restore, and in how many layers at once. */
    record Parameters(
            @Param(doc = "The state to restore: h, o, g, s; of a transformer h, attn, mlp.")
            State state,

            @Param(
                    doc = "Adjacent layers restored at once: 1 in figure 2, 10 in figure 3 (five below the layer, four"
                            + " above).",
                    defaultValue = "1")
            int window) {

        Parameters {
            new LayerWindow(window); // refuses what no window can be
        }
    }

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of(
                        "patch",
                        3,
                        "Measures the indirect effect of restoring a state, for every fact, token and layer.",
                        Parameters.class)
                .taking(
                        InputSlot.file("model", "A model, from load-model.").accepting("model"),
                        InputSlot.table("pairs", "Clean and corrupt prompts, from build-corruptions."))
                .giving(new OutputSlot("effects", "csv").dividing(IndirectEffect.quotients()))
                .onTorch()
                .using(Resources.ALL_CORES)
                .within(Tolerance.SINGLE_PRECISION);
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        List<Pair> pairs = Pair.readAll(inputs.table("pairs"));
        LanguageModel model = ModelLoader.load(inputs, "model", lane);
        requireState(model.architecture(), parameters.state());
        PairRuns.requireVocabulary(model.architecture(), pairs);
        ActivationPatching patching =
                new ActivationPatching(model, parameters.state(), new LayerWindow(parameters.window()));
        EffectTable effects = new EffectTable(parameters, ModelTokenizer.load(inputs, "model", lane));

        Replays.inTurn(
                patching.groups(pairs), lane, group -> patching.trace(group).forEach(effects::add));
        outputs.table("effects", effects.build());
    }

    static void requireState(Architecture architecture, State state) {
        if (!architecture.states().containsKey(state)) {
            throw new StepException("a " + architecture.family() + " model has no state '" + state.symbol()
                    + "'; it has "
                    + architecture.states().keySet().stream()
                            .map(State::symbol)
                            .sorted()
                            .collect(Collectors.joining(", ")));
        }
    }
}
