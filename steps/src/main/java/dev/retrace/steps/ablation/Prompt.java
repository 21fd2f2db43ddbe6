package dev.retrace.steps.ablation;

import dev.retrace.steps.dataset.Fact;
import dev.retrace.steps.dataset.ModelTokenizer;
import dev.retrace.steps.intervention.TokenSpan;
import dev.retrace.steps.model.Architecture;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;

/**
 * A fact as the model is asked for it.
 *
 * @param fact its id
 * @param text what stands before included
 * @param subject its tokens
 */
record Prompt(String fact, String relation, String text, List<Integer> ids, TokenSpan subject) {

    Prompt {
        ids = List.copyOf(ids);
    }

    /**
     * A fact's prompt.
     *
     * @param prefix text before it
     * @throws dev.retrace.engine.step.StepException if the tokenizer is not the model's
     */
    static Prompt of(Fact fact, String prefix, Tokenizer tokenizer, Architecture model) {
        String text = prefix + fact.prompt();
        int[] ids = ModelTokenizer.ids(text, tokenizer, model);
        TokenSpan subject = tokenizer.spanOf(text, fact.subject(), prefix.length() + fact.subjectBegin());
        return new Prompt(
                fact.id(), fact.relation(), text, Arrays.stream(ids).boxed().toList(), subject);
    }

    int length() {
        return ids.size();
    }

    int[] tokenIds() {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }
}
