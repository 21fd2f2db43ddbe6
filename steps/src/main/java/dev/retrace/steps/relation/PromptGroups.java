package dev.retrace.steps.relation;

import dev.retrace.steps.model.Architecture;
import dev.retrace.steps.model.Batches;
import dev.retrace.steps.model.TokenBatch;
import java.util.List;

/** Cuts prompts into groups whose states memory holds; where, depends on the prompts and the model alone. */
final class PromptGroups {

    /** Numbers of the residual stream in all layers at once, at most, unless a single prompt has more. */
    private static final long NUMBERS = 1L << 25;

    private static final int PROMPTS = 64;

    private PromptGroups() {}

    /** Adjacent prompts together. */
    static List<List<InContextPrompt>> of(List<InContextPrompt> prompts, Architecture architecture) {
        long perToken = (long) architecture.width() * (architecture.layers() + 1);
        return Batches.of(prompts, prompt -> perToken * prompt.length(), NUMBERS, PROMPTS);
    }

    /** Their tokens. */
    static TokenBatch batch(List<InContextPrompt> prompts) {
        return new TokenBatch(prompts.stream().map(InContextPrompt::tokenIds).toList());
    }
}
