package dev.retrace.steps.covariance;

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
import dev.retrace.engine.table.Table;
import dev.retrace.steps.dataset.ModelTokenizer;
import dev.retrace.steps.intervention.Matrix;
import dev.retrace.steps.intervention.Weight;
import dev.retrace.steps.model.Architecture;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.ModelLoader;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Adds up second moments of weight matrices' inputs over texts, all layers in one pass over each text. */
public final class CovarianceStep implements Step<CovarianceStep.Parameters> {

    /** Of which matrices, over how much of a text. */
    record Parameters(
            @Param(doc = "The layers, from 0; empty for all.", defaultValue = "[]")
            List<Integer> layers,

            @Param(
                    doc = "The weights; empty for those that the paper edits: w-a and w-o of a Mamba, w-down of a"
                            + " transformer. w-g has the inputs of w-a.",
                    defaultValue = "[]")
            List<Weight> weights,

            @Param(doc = "How many tokens of a text at most; the paper takes 2048.", defaultValue = "2048")
            int tokens) {

        Parameters {
            layers = List.copyOf(layers);
            weights = List.copyOf(weights);
            if (tokens < 1 || layers.stream().anyMatch(layer -> layer < 0)) {
                throw new IllegalArgumentException(
                        "tokens is at least 1, and layers count from 0, but they are " + tokens + " and " + layers);
            }
        }
    }

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of(
                        "covariance",
                        1,
                        "Adds up second moments of weight matrices' inputs over texts.",
                        Parameters.class)
                .taking(
                        InputSlot.file("model", "A model, from load-model.").accepting("model"),
                        InputSlot.table("texts", "Texts, from load-texts."))
                .giving(new OutputSlot("moments", "safetensors"))
                .onTorch()
                .using(Resources.ALL_CORES)
                .within(Tolerance.SINGLE_PRECISION);
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        LanguageModel model = ModelLoader.load(inputs, "model", lane);
        Set<Matrix> matrices = matrices(parameters, model.architecture());
        Tokenizer tokenizer = ModelTokenizer.load(inputs, "model", lane);
        ModelTokenizer.requireFits(tokenizer, model.architecture());
        Table texts = inputs.table("texts");
        try (SecondMoments moments = new SecondMoments(model, matrices, parameters.tokens(), lane.device())) {
            for (int row = 0; row < texts.size(); row++) {
                lane.checkCancelled();
                int[] ids = tokenizer.encode(texts.text(row, "text")).ids();
                if (ids.length > 0) {
                    moments.add(ids);
                }
                lane.progress(row + 1, texts.size());
            }
            lane.log(moments.sample().tokens() + " tokens of "
                    + moments.sample().texts() + " texts, " + matrices.size() + " matrices");
            moments.write(outputs.file("moments"));
        }
    }

    private static Set<Matrix> matrices(Parameters parameters, Architecture architecture) {
        Collection<Weight> weights = parameters.weights().isEmpty()
                ? architecture.weights().keySet().stream()
                        .filter(weight -> weight != Weight.W_UP)
                        .toList()
                : parameters.weights();
        List<Integer> layers = parameters.layers().isEmpty()
                ? IntStream.range(0, architecture.layers()).boxed().toList()
                : parameters.layers();
        Set<Matrix> matrices = new LinkedHashSet<>();
        for (int layer : layers) {
            for (Weight weight : weights) {
                Matrix matrix = new Matrix(weight, layer);
                architecture.missing(matrix).ifPresent(what -> {
                    throw new StepException(what);
                });
                matrices.add(MomentFile.shared(matrix));
            }
        }
        return matrices;
    }
}
