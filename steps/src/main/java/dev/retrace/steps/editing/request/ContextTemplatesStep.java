package dev.retrace.steps.editing.request;

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
import dev.retrace.steps.dataset.Template;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.ModelLoader;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes the contexts that a prompt is put into, so that an edit does not hold for the bare prompt alone. */
public final class ContextTemplatesStep implements Step<ContextTemplatesStep.Parameters> {

    /** How they are written, or which they are. */
    record Parameters(
            @Param(
                    doc = "How many tokens the model writes, one number for each kind of context; the paper's are 5 and"
                            + " 10 for Mamba. For Pythia its code counts the start too: 4 and 9.",
                    defaultValue = "[5, 10]")
            List<Integer> lengths,

            @Param(doc = "How many contexts of each length; the bare prompt comes on top.", defaultValue = "10")
            int each,

            @Param(doc = "Tokens are drawn from so many of the most probable ones.", defaultValue = "5")
            int top,

            @Param(doc = "What the model goes on from.", defaultValue = "<|endoftext|>")
            String start,

            @Param(doc = "Of the draws; those of the published runs had none.", defaultValue = "0")
            long seed,

            @Param(
                    doc = "Templates of your own, each with one {} for the prompt, instead of written ones; the first"
                            + " must be the bare {}.",
                    defaultValue = "[]")
            List<String> given) {

        Parameters {
            lengths = List.copyOf(lengths);
            given = List.copyOf(given);
            if (lengths.stream().anyMatch(length -> length < 1) || each < 0 || top < 1) {
                throw new IllegalArgumentException("lengths and top are at least 1, each at least 0, but they are "
                        + lengths + ", " + top + ", " + each);
            }
            if (!given.isEmpty()) {
                contexts(given); // refuses
            }
        }
    }

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of(
                        "context-templates",
                        1,
                        "Makes contexts for prompts: texts that the model writes, or given ones.",
                        Parameters.class)
                .taking(InputSlot.file("model", "A model, from load-model.").accepting("model"))
                .giving(new OutputSlot("templates", "csv"))
                .onTorch()
                .using(Resources.ALL_CORES)
                .within(Tolerance.SAME_BYTES);
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        Table.Builder table = Table.of("context", "tokens", "template");
        int number = 0;
        if (!parameters.given().isEmpty()) {
            for (String template : parameters.given()) {
                table.row(number++, "", template);
            }
        } else {
            LanguageModel model = ModelLoader.load(inputs, "model", lane);
            Tokenizer tokenizer = ModelTokenizer.load(inputs, "model", lane);
            TemplateSampler sampler =
                    new TemplateSampler(new TextSampler(model, tokenizer, parameters.top()), parameters.seed());
            List<Integer> start = start(parameters.start(), tokenizer, model);
            table.row(number++, 0, Template.BARE);
            for (int length : parameters.lengths()) {
                lane.checkCancelled();
                for (String template : sampler.sample(start, parameters.each(), length)) {
                    table.row(number++, length, template);
                }
            }
        }
        outputs.table("templates", table.build());
    }

    private static List<Integer> start(String text, Tokenizer tokenizer, LanguageModel model) {
        int[] ids = ModelTokenizer.ids(text, tokenizer, model.architecture());
        if (ids.length == 0) {
            throw new StepException("start must have at least one token, but '" + text + "' has none");
        }
        return Arrays.stream(ids).boxed().toList();
    }

    /** The templates of a table. */
    public static List<Template> read(Table table) {
        List<String> templates = new ArrayList<>();
        for (int row = 0; row < table.size(); row++) {
            templates.add(table.text(row, "template"));
        }
        try {
            return contexts(templates);
        } catch (IllegalArgumentException wrong) {
            throw new StepException(
                    "templates: " + wrong.getMessage() + "; give the output of context-templates", wrong);
        }
    }

    private static List<Template> contexts(List<String> texts) {
        if (texts.isEmpty() || !texts.get(0).equals(Template.BARE)) {
            throw new IllegalArgumentException("the first template is {} alone, but they are " + texts);
        }
        return texts.stream().map(text -> new Template("prompt", text)).toList();
    }
}
