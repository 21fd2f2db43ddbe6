package dev.retrace.steps.ablation;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Resources;
import dev.retrace.engine.step.Source;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.step.Tolerance;
import dev.retrace.steps.dataset.Corpus;
import dev.retrace.steps.dataset.ModelTokenizer;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.model.Architecture;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.ModelLoader;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.stream.Collectors;

/** Averages a state over the texts of a corpus, in every layer: what mean ablation puts in its place. */
public final class AverageStatesStep implements Step<AverageStatesStep.Parameters> {

    /** Which texts, and how much of them. */
    record Parameters(
            @Param(
                    doc = "File or folder of texts: JSON with text, SQuAD's context or ROME's attribute snippets, or"
                            + " paragraphs of plain text; the published means are of the latter snippets, which are"
                            + " not open.")
            Source corpus,

            @Param(doc = "The state to average: a, what the convolution sees, in figure 9.", defaultValue = "a")
            State state,

            @Param(doc = "How many texts, from the first on; the paper takes 128.", defaultValue = "128")
            int texts,

            @Param(doc = "How many tokens of a text at most; the paper takes 128.", defaultValue = "128")
            int tokens) {

        Parameters {
            if (texts < 1 || tokens < 1) {
                throw new IllegalArgumentException(
                        "texts and tokens are at least 1, but are " + texts + " and " + tokens);
            }
        }
    }

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of(
                        "average-states",
                        1,
                        "Averages a state over a corpus, first over the tokens of a text, then over texts.",
                        Parameters.class)
                .taking(InputSlot.file("model", "A model, from load-model.").accepting("model"))
                .giving(new OutputSlot("means", "safetensors"))
                .onTorch()
                .using(Resources.ALL_CORES)
                .within(Tolerance.SINGLE_PRECISION);
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        LanguageModel model = ModelLoader.load(inputs, "model", lane);
        Architecture architecture = model.architecture();
        requireState(architecture, parameters.state());
        Tokenizer tokenizer = ModelTokenizer.load(inputs, "model", lane);
        ModelTokenizer.requireFits(tokenizer, architecture);
        RunningMeans means = new RunningMeans(model, parameters.state(), parameters.tokens());
        new Corpus(parameters.corpus()).read(text -> {
            lane.checkCancelled();
            int[] ids = tokenizer.encode(text).ids();
            if (ids.length > 0) {
                means.add(ids);
                lane.progress(means.texts(), parameters.texts());
            }
            return means.texts() < parameters.texts();
        });
        if (means.texts() < parameters.texts()) {
            throw new StepException(parameters.corpus().location() + ": holds " + means.texts()
                    + " texts, but texts is " + parameters.texts() + "; lower it or give a larger corpus");
        }
        lane.log("mean of " + parameters.state().symbol() + " over " + means.texts() + " texts of " + means.tokens()
                + " tokens in all");
        StateMeans.write(outputs.file("means"), parameters.state(), means.means());
    }

    private static void requireState(Architecture architecture, State state) {
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
