package dev.retrace.steps.knockout;

import dev.retrace.engine.step.StepException;
import dev.retrace.steps.dataset.Fact;
import dev.retrace.steps.dataset.ModelTokenizer;
import dev.retrace.steps.dataset.NextTokens;
import dev.retrace.steps.intervention.TokenSpan;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;

/**
 * A fact as a model is asked for it.
 *
 * @param fact its id
 * @param name the subject's
 * @param text what stands before included
 * @param subject its tokens
 * @param target the first token of the object with a space before it, whatever the model answers
 */
record Question(
        String fact, String relation, String name, String text, List<Integer> ids, TokenSpan subject, int target) {

    Question {
        ids = List.copyOf(ids);
    }

    /**
     * A fact's question.
     *
     * @param prefix text before it
     * @throws StepException if the tokenizer is not the model's, or makes no token of the object
     */
    static Question of(Fact fact, String prefix, NextTokens model) {
        String text = prefix + fact.prompt();
        Tokenizer tokenizer = model.tokenizer();
        int[] ids = ModelTokenizer.ids(text, tokenizer, model.model().architecture());
        int most = model.model().architecture().positions();
        int target = model.answer(fact);
        if (target < 0 || ids.length > most) {
            throw new StepException("the fact '" + text + "' cannot be asked: "
                    + (target < 0
                            ? "the tokenizer makes no token of its object '" + fact.object() + "'"
                            : "it has " + ids.length + " tokens, and the model takes " + most));
        }
        return new Question(
                fact.id(),
                fact.relation(),
                fact.subject(),
                text,
                Arrays.stream(ids).boxed().toList(),
                tokenizer.spanOf(text, fact.subject(), prefix.length() + fact.subjectBegin()),
                target);
    }

    int length() {
        return ids.size();
    }

    int[] tokenIds() {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }
}
