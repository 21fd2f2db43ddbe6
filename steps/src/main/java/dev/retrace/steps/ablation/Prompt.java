package dev.retrace.steps.ablation;

import dev.retrace.engine.step.StepException;
import dev.retrace.steps.dataset.Fact;
import dev.retrace.steps.intervention.TokenSpan;
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
     * @param vocabulary of the model
     * @throws StepException if the tokenizer is not the model's
     */
    static Prompt of(Fact fact, String prefix, Tokenizer tokenizer, int vocabulary) {
        String text = prefix + fact.prompt();
        int[] ids = tokenizer.encode(text).ids();
        int highest = Arrays.stream(ids).max().orElse(-1);
        if (highest >= vocabulary) {
            throw new StepException("the tokenizer makes token " + highest + " of the prompt '" + text
                    + "', but the model's vocabulary has " + vocabulary
                    + " tokens; use the tokenizer.json of the model's own checkpoint");
        }
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
