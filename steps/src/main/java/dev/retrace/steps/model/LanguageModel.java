package dev.retrace.steps.model;

import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import java.util.List;

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
     * Runs rows under their changes, computing only what they can change, and reads what is asked.
     *
     * @param rows of this model; those with changes have a base that kept {@link Keep#restart}
     * @return one answer per row, in their order
     */
    Readout replay(List<Row> rows, Query query);

    @Override
    void close();
}
