package dev.retrace.steps.dataset;

import dev.retrace.engine.step.InputSlot;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Param;
import dev.retrace.engine.step.Source;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Pairs every fact's prompt with its corrupted run for activation patching: the same prompt about another
 * subject, or the same prompt under noise.
 */
public final class BuildCorruptionsStep implements Step<BuildCorruptionsStep.Parameters> {

    /** What is done to a prompt. */
    enum Corruption {
        SWAP,
        NOISE
    }

    /** Where the other subjects come from, or how large the noise is. */
    record Parameters(
            @Param(
                    doc = "swap: the same prompt about another subject of the relation. noise: the same prompt with"
                            + " Gaussian noise on the subject's embeddings, as in ROME.",
                    defaultValue = "swap")
            Corruption corruption,

            @Param(doc = "Standard deviation of the noise, in those of the embedding matrix.", defaultValue = "3")
            double noise,

            @Param(doc = "Of the draw of the other subject, or of the noise.", defaultValue = "0")
            long seed,

            @Param(
                    doc = "CSV of pairs of your own, with the columns clean, corrupt, subject, alternative;"
                            + " instead of the input facts.",
                    defaultValue = Param.ABSENT)
            @Nullable
            Source pairs) {

        Parameters {
            if (!(noise > 0) || Double.isInfinite(noise)) {
                throw new IllegalArgumentException("noise is a positive number, not " + noise);
            }
            if (corruption == Corruption.NOISE && pairs != null) {
                throw new IllegalArgumentException("pairs of your own are swaps; noise takes the input facts");
            }
        }
    }

    @Override
    public StepDescriptor<Parameters> descriptor() {
        return StepDescriptor.of(
                        "build-corruptions",
                        1,
                        "Pairs each fact's prompt with the same prompt about another subject, or under noise.",
                        Parameters.class)
                .taking(
                        InputSlot.file("model", "The model whose tokenizer is used, from load-model.")
                                .accepting("model"),
                        InputSlot.table("facts", "Facts that the model knows, from filter-known.")
                                .optional())
                .giving(new OutputSlot("pairs", "csv"));
    }

    @Override
    public void run(Parameters parameters, Inputs inputs, Outputs outputs, Lane lane) throws IOException {
        boolean given = !inputs.parts("facts").isEmpty();
        Source own = parameters.pairs();
        if (given == (own != null)) {
            throw new StepException("build-corruptions takes either the input facts or the parameter pairs, but was"
                    + " given " + (given ? "both" : "neither"));
        }
        PairAligner aligner = new PairAligner(ModelTokenizer.load(inputs, "model", lane));
        outputs.table(
                "pairs",
                Pair.table(
                        own != null
                                ? new GivenPairs(own).pairs(aligner)
                                : pairs(Fact.readAll(inputs.table("facts")), parameters, aligner, lane)));
    }

    private static List<Pair> pairs(List<Fact> facts, Parameters parameters, PairAligner aligner, Lane lane) {
        if (parameters.corruption() == Corruption.SWAP) {
            return swapped(facts, parameters.seed(), aligner, lane);
        }
        return facts.stream()
                .map(fact -> aligner.noisy(
                        fact.id(),
                        fact.relation(),
                        prompt(fact),
                        parameters.noise(),
                        Draw.of(parameters.seed(), "noise", fact.id())))
                .toList();
    }

    private static PairAligner.Prompt prompt(Fact fact) {
        return new PairAligner.Prompt(fact.prompt(), fact.subject(), fact.object(), fact.subjectBegin());
    }

    private static List<Pair> swapped(List<Fact> facts, long seed, PairAligner aligner, Lane lane) {
        Alternatives alternatives = new Alternatives(facts, seed);
        List<Pair> pairs = new ArrayList<>();
        for (Fact fact : facts) {
            lane.checkCancelled();
            // The first drawn that leaves the text after the subject its tokens: "Visa Inc." and "'s" share one.
            Optional<Pair> pair = alternatives.of(fact).stream()
                    .flatMap(alternative -> pair(fact, alternative, aligner).stream())
                    .findFirst();
            pair.ifPresentOrElse(
                    pairs::add,
                    () -> lane.log("left out '" + fact.prompt() + "': no other fact of " + fact.relation()
                            + " has another subject and object, and the same tokens after the subject"));
        }
        if (pairs.isEmpty()) {
            throw new StepException("none of the " + facts.size() + " facts can be paired: each needs another known"
                    + " fact of its relation with another subject and another object; raise the limit of filter-known"
                    + " or take more relations");
        }
        lane.log(pairs.size() + " of " + facts.size() + " facts paired");
        return pairs;
    }

    private static Optional<Pair> pair(Fact fact, Fact alternative, PairAligner aligner) {
        PairAligner.Prompt corrupt = new PairAligner.Prompt(
                fact.promptAbout(alternative.subject()),
                alternative.subject(),
                alternative.object(),
                fact.subjectBegin());
        return aligner.align(fact.id(), fact.relation(), prompt(fact), corrupt);
    }
}
