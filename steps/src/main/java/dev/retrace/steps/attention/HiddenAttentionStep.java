package dev.retrace.steps.attention;

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
import dev.retrace.steps.dataset.Fact;
import dev.retrace.steps.dataset.ModelTokenizer;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.model.Keep;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.ModelLoader;
import dev.retrace.steps.model.ScanRun;
import dev.retrace.steps.model.TokenBatch;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Shows a Mamba's layers as attention: how much each token of a prompt takes from each token before it. */
public final class HiddenAttentionStep implements Step<HiddenAttentionStep.Parameters> {

    /** Which layers and channels, and how channels become one matrix. */
    record Parameters(
            @Param(doc = "The layers to show; empty for all.", defaultValue = "[]")
            List<Integer> layers,

            @Param(
                    doc = "Channels (of Mamba-2: heads) to show each by itself; empty for one matrix of all.",
                    defaultValue = "[]")
            List<Integer> channels,

            @Param(
                    doc = "How channels become one matrix: signed (mean), absolute (mean of absolute values), share"
                            + " (the same, each line divided by its sum), contribution (mean size of what a source"
                            + " adds to a target's output).",
                    defaultValue = "share")
            Rule rule,

            @Param(doc = "Text before every prompt.", defaultValue = "")
            String prefix) {

        Parameters {
            layers = List.copyOf(layers);
            channels = List.copyOf(channels);
        }
    }

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of(
                        "hidden-attention",
                        1,
                        "Shows how much each token of a prompt takes from each before it in a Mamba's layers.",
                        Parameters.class)
                .taking(
                        InputSlot.file("model", "A Mamba, from load-model.").accepting("model"),
                        InputSlot.table("facts", "Facts whose prompts are shown: a few."))
                .giving(new OutputSlot("weights", "csv"))
                .onTorch()
                .using(Resources.ALL_CORES)
                .within(Tolerance.SINGLE_PRECISION);
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        List<Fact> facts = Fact.readAll(inputs.table("facts"));
        LanguageModel model = ModelLoader.load(inputs, "model", lane);
        Tokenizer tokenizer = ModelTokenizer.load(inputs, "model", lane);
        requireNumbers("layers", parameters.layers(), model.architecture().layers());
        requireNumbers("channels", parameters.channels(), model.architecture().channels());
        Table.Builder table = Table.of(
                "fact",
                "relation",
                "subject",
                "prompt",
                "layer",
                "channel",
                "rule",
                "target",
                "target_text",
                "source",
                "source_text",
                "weight");
        for (int i = 0; i < facts.size(); i++) {
            lane.checkCancelled();
            Fact fact = facts.get(i);
            int[] ids = ModelTokenizer.ids(parameters.prefix() + fact.prompt(), tokenizer, model.architecture());
            show(new Prompt(fact, Arrays.stream(ids).boxed().toList(), tokenizer), model, parameters, table);
            lane.progress(i + 1, facts.size());
        }
        outputs.table("weights", table.build());
    }

    private static void requireNumbers(String name, List<Integer> asked, int count) {
        for (int number : asked) {
            if (number < 0 || number >= count) {
                throw new StepException(
                        "the model has the " + name + " 0 to " + (count - 1) + ", but " + number + " was asked for");
            }
        }
    }

    private record Prompt(Fact fact, List<Integer> ids, Tokenizer tokenizer) {

        String text(int token) {
            return tokenizer.text(ids.get(token));
        }

        TokenBatch batch() {
            return new TokenBatch(
                    List.of(ids.stream().mapToInt(Integer::intValue).toArray()));
        }
    }

    private static void show(Prompt prompt, LanguageModel model, Parameters asked, Table.Builder table) {
        List<Integer> layers =
                asked.layers().isEmpty() ? numbers(model.architecture().layers()) : asked.layers();
        int[] all = IntStream.range(0, model.architecture().channels()).toArray();
        try (PrefixCache run = model.prefill(prompt.batch(), Keep.forReplay())) {
            for (int layer : layers) {
                HiddenAttention attention = new HiddenAttention(ScanRun.of(model, run, 0, layer));
                if (asked.channels().isEmpty()) {
                    add(
                            table,
                            prompt,
                            List.of(layer, "all", asked.rule()),
                            asked.rule().of(attention, all));
                }
                for (int channel : asked.channels()) {
                    double[][] one = asked.rule().of(attention, new int[] {channel});
                    add(table, prompt, List.of(layer, channel, asked.rule()), one);
                }
            }
        }
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /** @param of layer, channel and rule */
    private static void add(Table.Builder table, Prompt prompt, List<Object> of, double[][] weights) {
        for (int target = 0; target < weights.length; target++) {
            for (int source = 0; source <= target; source++) {
                table.row(
                        prompt.fact().id(),
                        prompt.fact().relation(),
                        prompt.fact().subject(),
                        prompt.fact().prompt(),
                        of.get(0),
                        of.get(1),
                        ((Rule) of.get(2)).label(),
                        target,
                        prompt.text(target),
                        source,
                        prompt.text(source),
                        (float) weights[target][source]);
            }
        }
    }
}
