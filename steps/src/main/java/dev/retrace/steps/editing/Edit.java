package dev.retrace.steps.editing;

import dev.retrace.steps.tensor.Vector;
import java.util.List;

/**
 * An edit of rank one, W + r uᵀ, and how it came about.
 *
 * @param name of the record
 * @param u (inputs), of length 1
 * @param r (outputs)
 */
record Edit(String name, Vector u, Vector r, Origin origin, ValueSearch search) {

    /**
     * What an edit starts from.
     *
     * @param key k
     * @param overlap k₀ · u
     * @param value v₀
     */
    record Origin(Vector key, double overlap, Vector value) {}

    /** v*: what the edited matrix gives for the bare prompt. */
    Vector value() {
        return origin.value.plus(search.delta(), 1);
    }

    /** The last evaluation, which no update followed. */
    ValueSearch.Evaluation last() {
        List<ValueSearch.Evaluation> all = search.evaluations();
        return all.get(all.size() - 1);
    }
}
