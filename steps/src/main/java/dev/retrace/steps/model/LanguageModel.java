package dev.retrace.steps.model;

import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;
import java.util.List;

/**
 * A model with immutable weights: run once over prompts, then replayed from any layer and token
 * under interventions.
 */
public interface LanguageModel extends AutoCloseable {

    /** Family, layers, widths, and the states that can be kept and changed. */
    Architecture architecture();

    /**
     * How many tokens all rows of one replay should have together: more than one batch, and so that what they start
     * from can be held at once. The same for every machine of a kind.
     */
    int replayTokens();

    /**
     * Runs whole prompts without any change.
     *
     * @return what was kept; the caller closes it
     * @throws IllegalArgumentException if a token lies outside the vocabulary
     */
    PrefixCache prefill(TokenBatch prompts, Keep keep);

    /**
     * Runs rows under their changes, computing only what they can change, and reads what is asked.
     *
     * @param rows of this model; those with changes have a base that kept {@link Keep#restart}
     * @return one answer per row, in their order
     */
    Readout replay(List<Row> rows, Query query);

    /**
     * Derivatives of losses by states, as the rows' changes leave them: everything that a row computes after a
     * state follows it. Sums and all else are float32.
     *
     * @param rows of this model, whose bases kept {@link Keep#restart}; without {@code Intervention.Sever}
     * @param losses one per row
     * @param sites of which derivatives are wanted, for every row
     * @param tokens at which, one per row
     */
    Gradients vjp(List<Row> rows, List<Loss> losses, List<Site> sites, List<Integer> tokens);

    /**
     * The logits of residual vectors, as if they had left the last block: final norm and output matrix.
     *
     * @param residuals each (d)
     * @return one list of logits (v) for each
     */
    List<float[]> decode(List<float[]> residuals);

    @Override
    void close();
}
