package dev.retrace.steps.knockout;

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
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.step.Tolerance;
import dev.retrace.steps.dataset.Fact;
import dev.retrace.steps.dataset.ModelTokenizer;
import dev.retrace.steps.dataset.NextTokens;
import dev.retrace.steps.effect.Replays;
import dev.retrace.steps.model.Architecture;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.ModelLoader;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.List;

/** Measures what the object's first token loses if some tokens take nothing from others in windows of layers. */
public final class KnockoutStep implements Step<KnockoutStep.Parameters> {

    /** Which tokens, channels and windows. */
    record Parameters(
            @Param(
                    doc = "From which tokens nothing is taken: subject, relation (all that is not the subject),"
                            + " relation-minus-last, last, first, context (all before the subject), all, explicit"
                            + " (source-tokens), each (every token by itself: a heat map).",
                    defaultValue = "[subject, relation, last, first]")
            List<TokenGroup> sources,

            @Param(doc = "Which tokens take nothing from them; the published figures: last.", defaultValue = "last")
            TokenGroup target,

            @Param(
                    doc =
                            "Which channels are knocked out: all; keep-fast, keep-slow (all but the third that forgets"
                                    + " fastest, slowest: the released code's context-dependent, context-independent);"
                                    + " block-slow, block-fast (that third alone: the paper's words); keep-random,"
                                    + " block-random (a third drawn at random). Of Mamba-2 and of attention channels are heads.",
                    defaultValue = "[all]")
            List<ChannelChoice> channels,

            @Param(
                    doc =
                            "Adjacent layers at once, as many figures as numbers; 9 in the paper, 1 to 15 in its ablation.",
                    defaultValue = "[9]")
            List<Integer> windows,

            @Param(
                    doc = "Whether a Mamba's convolution is closed as well; the published method leaves it open.",
                    defaultValue = "false")
            boolean strict,

            @Param(doc = "Of the source explicit: tokens from 0, or from -1 backwards.", defaultValue = "[]")
            List<Integer> sourceTokens,

            @Param(doc = "Of the target explicit: likewise.", defaultValue = "[]")
            List<Integer> targetTokens,

            @Param(doc = "Of the draw of random thirds.", defaultValue = "0")
            long seed,

            @Param(doc = "Text before every prompt; the paper has none.", defaultValue = "")
            String prefix) {

        Parameters {
            sources = List.copyOf(sources);
            channels = List.copyOf(channels);
            windows = List.copyOf(windows);
            sourceTokens = List.copyOf(sourceTokens);
            targetTokens = List.copyOf(targetTokens);
            new Design(sources, target, channels, windows, strict, sourceTokens, targetTokens); // refuses
        }

        Design design() {
            return new Design(sources, target, channels, windows, strict, sourceTokens, targetTokens);
        }
    }

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of(
                        "knockout",
                        1,
                        "Measures the answer's change when tokens take nothing from others in windows of layers.",
                        Parameters.class)
                .taking(
                        InputSlot.file("model", "A model, from load-model.").accepting("model"),
                        InputSlot.table("facts", "Facts, from select-facts, filter-known or load-facts."),
                        InputSlot.file(
                                        "decay",
                                        "Measured decay of channels, from measure-decay, to rank them by; else they are"
                                                + " ranked by their decay at a step size of 1, as published.")
                                .accepting("decay")
                                .optional())
                .giving(new OutputSlot("changes", "csv")
                        .dividing(new Quotient(ChangeTable.PERCENT, 100, List.of("p_clean"))))
                .onTorch()
                .using(Resources.ALL_CORES)
                .within(Tolerance.SINGLE_PRECISION);
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        List<Fact> facts = Fact.readAll(inputs.table("facts"));
        LanguageModel model = ModelLoader.load(inputs, "model", lane);
        Tokenizer tokenizer = ModelTokenizer.load(inputs, "model", lane);
        NextTokens predictor = new NextTokens(model, tokenizer, parameters.prefix());
        Design design = parameters.design();
        requireFits(design, model.architecture());
        List<Question> questions = facts.stream()
                .map(fact -> Question.of(fact, parameters.prefix(), predictor))
                .toList();
        Knockout knockout = new Knockout(model, thirds(parameters, model, inputs), design);
        ChangeTable table = new ChangeTable(design, tokenizer, model.architecture());
        Replays.inTurn(
                knockout.groups(questions),
                lane,
                group -> knockout.measure(group).forEach(table::add));
        outputs.table("changes", table.build());
    }

    private static Thirds thirds(Parameters parameters, LanguageModel model, Inputs inputs) throws IOException {
        List<double[]> scores = List.of();
        if (parameters.channels().stream().anyMatch(ChannelChoice::isRanked)) {
            scores = inputs.optional("decay").isPresent()
                    ? DecayTable.measured(inputs.table("decay"), model.architecture())
                    : Decay.atOne(model);
        }
        return new Thirds(scores, model.architecture().channels(), parameters.seed());
    }

    private static void requireFits(Design design, Architecture architecture) {
        if (design.windows().stream().noneMatch(width -> width <= architecture.layers())) {
            throw new StepException("the model has " + architecture.layers() + " layers, so no window of "
                    + design.windows() + " fits; name one of fewer layers under 'windows'");
        }
    }
}
