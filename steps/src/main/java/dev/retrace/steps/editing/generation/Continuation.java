package dev.retrace.steps.editing.generation;

import dev.retrace.steps.dataset.Rewrite;
import dev.retrace.steps.editing.FactorFile;
import dev.retrace.steps.editing.request.TextSampler;
import dev.retrace.steps.intervention.Intervention;
import java.util.List;
import java.util.Optional;

/**
 * A text about a request's subject that a model is to write on.
 *
 * @param edit under which; none for the unedited model
 * @param index of the prompt among the request's, from 0
 * @param ids the prompt's tokens
 */
record Continuation(Rewrite rewrite, Optional<FactorFile.Factors> edit, int index, List<Integer> ids) {

    Continuation {
        ids = List.copyOf(ids);
    }

    String prompt() {
        return rewrite.prompts().generation().get(index);
    }

    TextSampler.Start start() {
        List<Intervention> changes =
                edit.map(factors -> List.<Intervention>of(factors.edit())).orElse(List.of());
        return new TextSampler.Start(ids, changes);
    }

    /** As tables write it; empty for the unedited model. */
    String layer() {
        return edit.map(factors -> Integer.toString(factors.edit().layer())).orElse("");
    }

    /** Likewise. */
    String weight() {
        return edit.map(FactorFile.Factors::weight).orElse("");
    }
}
