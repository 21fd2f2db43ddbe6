package dev.retrace.steps.editing;

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
import dev.retrace.steps.covariance.MomentFile;
import dev.retrace.steps.dataset.ModelTokenizer;
import dev.retrace.steps.dataset.Rewrite;
import dev.retrace.steps.dataset.Template;
import dev.retrace.steps.editing.request.ContextTemplatesStep;
import dev.retrace.steps.editing.request.EditRequest;
import dev.retrace.steps.editing.request.RequestEncoder;
import dev.retrace.steps.effect.Replays;
import dev.retrace.steps.intervention.Weight;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.ModelLoader;
import dev.retrace.steps.tensor.TorchEngine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Finds, for every request, the edit of rank one that makes a model say the new object. */
public final class EditStep implements Step<EditStep.Parameters> {

    /**
     * A token of an edit weighs as much as so many of a replay: few enough requests make a batch that the states
     * of their runs can be kept, which is a third of the time.
     */
    private static final int WEIGHT = 20;

    /** Batches that may be under way at the same time, as far as there are cores. */
    private static final int TOGETHER = 4;

    /** Where, and how the value is searched for. */
    record Parameters(
            @Param(doc = "The layer, from 0.") int layer,

            @Param(doc = "The weight: w-a, w-g or w-o of a Mamba, w-down of a transformer.")
            Weight weight,

            @Param(
                    doc = "Evaluations of the loss at most, the last without an update; 20 in the paper's runs.",
                    defaultValue = "20")
            int steps,

            @Param(doc = "Learning rate of Adam.", defaultValue = "0.5")
            double rate,

            @Param(
                    doc = "Factor of the decay, the length of the change over the squared length of the value; the"
                            + " authors' code squares only the second.",
                    defaultValue = "0.5")
            double decay,

            @Param(
                    doc =
                            "The change is at most this times as long as the value; 3 in the paper's runs, 4 in ROME's for"
                                    + " GPT-J.",
                    defaultValue = "3")
            double clamp,

            @Param(doc = "Factor of KL(edited, unedited) after the essence prompt.", defaultValue = "0.0625")
            double klFactor,

            @Param(
                    doc = "The prompt whose prediction is to stay, with one {} for the subject.",
                    defaultValue = RequestEncoder.ESSENCE)
            String essence,

            @Param(doc = "The search ends when the loss is below this.", defaultValue = "0.05")
            double stopLoss,

            @Param(doc = "The search ends when the new object is more probable than this.", defaultValue = "0.9")
            double stopProbability,

            @Param(doc = "No probability ends the search up to this step.", defaultValue = "12")
            int stopAfter,

            @Param(
                    doc =
                            "Added to the diagonal of the second moments, in means of that diagonal; the authors add none.",
                    defaultValue = "0")
            double ridge) {

        Parameters {
            new Template("subject", essence); // refuses
            if (!(ridge >= 0) || layer < 0) {
                throw new IllegalArgumentException(
                        "layer and ridge are at least 0, but they are " + layer + " and " + ridge);
            }
            Hyperparameters.Stop stop = new Hyperparameters.Stop(stopLoss, stopProbability, stopAfter);
            new Hyperparameters(steps, rate, decay, clamp, klFactor, stop); // refuses
        }

        Hyperparameters hyper() {
            return new Hyperparameters(
                    steps,
                    rate,
                    decay,
                    clamp,
                    klFactor,
                    new Hyperparameters.Stop(stopLoss, stopProbability, stopAfter));
        }
    }

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of("edit", 1, "Finds edits of rank one of a weight matrix (ROME).", Parameters.class)
                .taking(
                        InputSlot.file("model", "A model, from load-model.").accepting("model"),
                        InputSlot.table("rewrites", "Requests, from filter-rewrites."),
                        InputSlot.table("templates", "Contexts, from context-templates."),
                        InputSlot.file("moments", "Second moments, from combine-covariance or covariance.")
                                .accepting("moments"))
                .giving(
                        new OutputSlot("factors", "safetensors"),
                        new OutputSlot("edits", "csv"),
                        new OutputSlot("search", "csv"))
                .onTorch()
                .using(Resources.ALL_CORES)
                .within(Tolerance.SINGLE_PRECISION);
    }

    /** How much of a replay a request fills. */
    static long work(EditRequest request) {
        return WEIGHT * request.tokens();
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        LanguageModel model = ModelLoader.load(inputs, "model", lane);
        EditSite site = EditSite.of(parameters.weight(), parameters.layer(), model.architecture());
        RequestEncoder encoder = new RequestEncoder(
                ModelTokenizer.load(inputs, "model", lane),
                model.architecture(),
                ContextTemplatesStep.read(inputs.table("templates")),
                new Template("subject", parameters.essence()));
        List<Rewrite> rewrites = Rewrite.readAll(inputs.table("rewrites"));
        List<EditRequest> requests = rewrites.stream().map(encoder::of).toList();
        MomentFile moments = MomentFile.read(inputs.file("moments").path());
        NDManager owner = TorchEngine.newManager(lane.device());
        try (Editor editor =
                new Editor(model, site, parameters.hyper(), moments.mean(owner, site.matrix()), parameters.ridge())) {
            List<Edit> edits = new ArrayList<>();
            List<List<EditRequest>> batches = Replays.groups(model, requests, EditStep::work);
            for (int begin = 0; begin < batches.size(); begin += TOGETHER) {
                lane.checkCancelled();
                List<List<EditRequest>> some = batches.subList(begin, Math.min(begin + TOGETHER, batches.size()));
                some.parallelStream().map(editor::edits).toList().forEach(edits::addAll);
                lane.progress(edits.size(), requests.size());
            }
            FactorFile.write(outputs.file("factors"), site.matrix(), edits);
            outputs.table("edits", EditTables.edits(site, rewrites, edits));
            outputs.table("search", EditTables.search(site, edits));
        }
    }
}
