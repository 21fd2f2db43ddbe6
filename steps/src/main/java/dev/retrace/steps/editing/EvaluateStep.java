package dev.retrace.steps.editing;

import ai.djl.ndarray.NDManager;
import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Resources;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.Tolerance;
import dev.retrace.engine.table.Table;
import dev.retrace.steps.dataset.ModelTokenizer;
import dev.retrace.steps.dataset.Rewrite;
import dev.retrace.steps.editing.EditScores.Outcome;
import dev.retrace.steps.editing.EditScores.Score;
import dev.retrace.steps.editing.request.RequestEncoder;
import dev.retrace.steps.effect.Replays;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.ModelLoader;
import dev.retrace.steps.tensor.TorchEngine;
import java.io.IOException;
import java.util.List;

/** Measures edits by their requests' prompts: one row a prompt, before and after the edit. */
public final class EvaluateStep implements Step<EvaluateStep.Parameters> {

    /** A token of a whole prompt weighs as much as so many of a replay: all its layers are kept. */
    private static final int WEIGHT = 4;

    private static final String[] COLUMNS = {
        "case",
        "fact",
        "relation",
        "layer",
        "weight",
        "kind",
        "prompt_index",
        "prompt",
        "target_new",
        "target_true",
        "nll_new_before",
        "nll_true_before",
        "nll_new",
        "nll_true",
        "success_before",
        "success",
        "magnitude_before",
        "magnitude",
        "exact_before",
        "exact",
        "layers"
    };

    /** None. */
    record Parameters() {}

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of(
                        "evaluate",
                        1,
                        "Measures edits: efficacy, generalisation, specificity, prompt by prompt.",
                        Parameters.class)
                .taking(
                        InputSlot.file("model", "A model, from load-model.").accepting("model"),
                        InputSlot.table("rewrites", "The requests that were edited, from filter-rewrites."),
                        InputSlot.files("factors", "Edits of these requests, from edit.")
                                .accepting("factors"))
                .giving(new OutputSlot("scores", "csv"))
                .onTorch()
                .using(Resources.ALL_CORES)
                .within(Tolerance.SINGLE_PRECISION);
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        LanguageModel model = ModelLoader.load(inputs, "model", lane);
        RequestEncoder encoder =
                RequestEncoder.published(ModelTokenizer.load(inputs, "model", lane), model.architecture(), List.of());
        EditScores scores = new EditScores(model, encoder);
        Table.Builder table = Table.of(COLUMNS);
        int layers = model.architecture().layers();
        try (NDManager owner = TorchEngine.newManager(lane.device())) {
            List<Edited> edits = Edited.readAll(inputs, owner);
            Replays.inTurn(
                    Replays.groups(model, edits, edited -> WEIGHT * scores.tokens(edited)),
                    lane,
                    group -> scores.measure(group).forEach(score -> row(table, score, layers)));
        }
        outputs.table("scores", table.build());
    }

    private static void row(Table.Builder table, Score score, int layers) {
        Rewrite rewrite = score.edited().rewrite();
        Outcome before = score.before();
        Outcome after = score.after();
        table.row(
                rewrite.id(),
                rewrite.fact().id(),
                rewrite.fact().relation(),
                score.edited().factors().edit().layer(),
                score.edited().factors().weight(),
                score.probe().kind().label(),
                score.probe().index(),
                score.probe().text(),
                rewrite.target(),
                rewrite.fact().object(),
                before.ofNew().nll(),
                before.ofTrue().nll(),
                after.ofNew().nll(),
                after.ofTrue().nll(),
                number(before.success()),
                number(after.success()),
                before.magnitude(),
                after.magnitude(),
                number(before.exact()),
                number(after.exact()),
                layers);
    }

    private static int number(boolean yes) {
        return yes ? 1 : 0;
    }
}
