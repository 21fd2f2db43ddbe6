package dev.retrace.steps.ablation;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Quotient;
import dev.retrace.engine.step.Resources;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.Tolerance;
import dev.retrace.engine.table.Table;
import dev.retrace.steps.dataset.Fact;
import dev.retrace.steps.dataset.ModelTokenizer;
import dev.retrace.steps.effect.LayerWindow;
import dev.retrace.steps.effect.Replays;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.ModelLoader;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;

/** Measures what the answer loses if a state becomes its mean at some tokens, for every fact and layer. */
public final class AblateStep implements Step<AblateStep.Parameters> {

    /** Which tokens, in how many layers, of which prompts. */
    record Parameters(
            @Param(
                    doc = "The tokens to ablate: subject, subj-last, non-subject, prompt-last; all four in figure 9.",
                    defaultValue = "[subject, subj-last, non-subject, prompt-last]")
            List<Setting> settings,

            @Param(
                    doc = "Adjacent layers ablated at once: 10 in figure 9 (five below the layer, four above).",
                    defaultValue = "10")
            int window,

            @Param(
                    doc = "Text before every prompt; the authors' code puts this one there, and non-subject includes"
                            + " it.",
                    defaultValue = "<|endoftext|> ")
            String prefix) {

        Parameters {
            settings = List.copyOf(settings);
            new LayerWindow(window); // refuses what no window can be
            if (settings.isEmpty() || new HashSet<>(settings).size() < settings.size()) {
                throw new IllegalArgumentException(
                        "settings needs some of subject, subj-last, non-subject, prompt-last, each once, but is "
                                + settings);
            }
        }
    }

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of(
                        "ablate",
                        1,
                        "Measures the relative change of the answer's probability under mean ablation.",
                        Parameters.class)
                .taking(
                        InputSlot.file("model", "A model, from load-model.").accepting("model"),
                        InputSlot.table("facts", "Facts, from filter-known."),
                        InputSlot.file("means", "Means of a state, from average-states.")
                                .accepting("means"))
                .giving(new OutputSlot("changes", "csv")
                        .dividing(new Quotient("relative_change", 1, List.of("p_clean"))))
                .onTorch()
                .using(Resources.ALL_CORES)
                .within(Tolerance.SINGLE_PRECISION);
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        List<Fact> facts = Fact.readAll(inputs.table("facts"));
        LanguageModel model = ModelLoader.load(inputs, "model", lane);
        Tokenizer tokenizer = ModelTokenizer.load(inputs, "model", lane);
        List<Prompt> prompts = facts.stream()
                .map(fact -> Prompt.of(fact, parameters.prefix(), tokenizer, model.architecture()))
                .toList();
        try (StateMeans means = StateMeans.read(inputs.file("means").path(), model.architecture(), lane.device())) {
            MeanAblation ablation =
                    new MeanAblation(model, means, new LayerWindow(parameters.window()), parameters.settings());
            Table.Builder table = table();
            Replays.inTurn(
                    ablation.groups(prompts),
                    lane,
                    group -> ablation.measure(group)
                            .forEach(each -> row(table, each, means.state().symbol(), parameters.window(), tokenizer)));
            outputs.table("changes", table.build());
        }
    }

    private static Table.Builder table() {
        return Table.of(
                "fact",
                "relation",
                "prompt",
                "setting",
                "state",
                "window",
                "layer",
                "ablated_tokens",
                "answer",
                "answer_id",
                "p_clean",
                "p_ablated",
                "relative_change");
    }

    private static void row(Table.Builder table, Ablation each, String state, int window, Tokenizer tokenizer) {
        table.row(
                each.prompt().fact(),
                each.prompt().relation(),
                each.prompt().text(),
                each.cell().setting().label(),
                state,
                window,
                each.cell().layer(),
                each.tokens(),
                tokenizer.text(each.answer()),
                each.answer(),
                each.clean(),
                each.ablated(),
                each.relativeChange());
    }
}
