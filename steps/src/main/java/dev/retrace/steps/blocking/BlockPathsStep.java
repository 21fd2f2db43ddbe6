package dev.retrace.steps.blocking;

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
import dev.retrace.steps.dataset.ModelTokenizer;
import dev.retrace.steps.dataset.Pair;
import dev.retrace.steps.effect.IndirectEffect;
import dev.retrace.steps.effect.PairRuns;
import dev.retrace.steps.effect.Replays;
import dev.retrace.steps.model.Architecture;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.ModelLoader;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;

/** Measures through which states a restored h acts, at every layer, on the recall of every fact. */
public final class BlockPathsStep implements Step<BlockPathsStep.Parameters> {

    /** Which paths to block, and where. */
    record Parameters(
            @Param(
                    doc = "The paths to block: none, s, g, o; of a transformer none, attn, mlp; empty for all that the"
                            + " model has, as in figure 5.",
                    defaultValue = "[]")
            List<Blocked> blocked,

            @Param(
                    doc = "The tokens at which h is restored and the path blocked: subject-last (figure 5a),"
                            + " prompt-last (figure 5b).",
                    defaultValue = "[subject-last, prompt-last]")
            List<Position> positions) {

        Parameters {
            blocked = List.copyOf(blocked);
            positions = List.copyOf(positions);
            requireDistinct("blocked", blocked);
            requireDistinct("positions", positions);
            if (positions.isEmpty()) {
                throw new IllegalArgumentException("positions needs subject-last, prompt-last or both, but is empty");
            }
        }

        private static void requireDistinct(String name, List<?> values) {
            if (new HashSet<>(values).size() < values.size()) {
                throw new IllegalArgumentException(name + " names one twice: " + values);
            }
        }
    }

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of(
                        "block-paths",
                        1,
                        "Measures the effect of a restored h with paths blocked, for every fact and layer.",
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
        PairRuns.requireVocabulary(model.architecture(), pairs);
        PathBlocking blocking =
                new PathBlocking(model, parameters.positions(), paths(parameters.blocked(), model.architecture()));
        PathTable effects = new PathTable(ModelTokenizer.load(inputs, "model", lane));

        Replays.inTurn(
                blocking.groups(pairs), lane, group -> blocking.measure(group).forEach(effects::add));
        outputs.table("effects", effects.build());
    }

    private static List<Blocked> paths(List<Blocked> asked, Architecture architecture) {
        asked.forEach(path -> path.requireOf(architecture));
        return asked.isEmpty() ? Blocked.of(architecture) : asked;
    }
}
