package dev.retrace.steps.model;

import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import java.util.List;
import java.util.function.Consumer;

/**
 * A model with immutable weights: run once over prompts, then replayed from any layer and token
 * under interventions.
 */
public interface LanguageModel extends AutoCloseable {

    /** Family, layers, widths, and the states that can be kept and changed. */
    Architecture architecture();

    /**
     * Runs whole prompts without any change.
     *
     * @return what was kept; the caller closes it
     * @throws IllegalArgumentException if a token lies outside the vocabulary
     */
    PrefixCache prefill(TokenBatch prompts, Keep keep);

    /**
     * Runs rows under their changes, computing only what they can change, and reads the last
     * position of each.
     *
     * @param rows each with a base that kept {@link Keep#restart}, of this model
     * @return one answer per row, in their order
     */
    Readout replay(List<Row> rows, Query query);

    /**
     * The logits after the tokens of a prompt, (v) each, in the tokens' order.
     *
     * @param run of this model, whatever it kept
     * @param first the first token that is asked for; those after it follow
     * @param sink is given each token's logits, an array of its own
     * @throws IllegalArgumentException if the run is of another model, or has no such prompt or token
     */
    void logits(PrefixCache run, int prompt, int first, Consumer<float[]> sink);

    @Override
    void close();
}
