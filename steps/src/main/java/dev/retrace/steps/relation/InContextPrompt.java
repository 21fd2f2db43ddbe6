package dev.retrace.steps.relation;

import dev.retrace.engine.step.StepException;
import dev.retrace.steps.dataset.Fact;
import dev.retrace.steps.dataset.ModelTokenizer;
import dev.retrace.steps.model.Architecture;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A fact as it is asked behind examples of its relation, one a line.
 *
 * @param text all of it
 * @param subjectLast the last token of the fact's subject, in the last line
 */
record InContextPrompt(Fact fact, String text, List<Integer> ids, int subjectLast) {

    InContextPrompt {
        ids = List.copyOf(ids);
    }

    int length() {
        return ids.size();
    }

    int[] tokenIds() {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * Writes prompts for a model.
     *
     * @param prefix before the first line
     */
    record Writer(String prefix, Tokenizer tokenizer, Architecture architecture) {

        /**
         * A prompt.
         *
         * @param examples shown with their objects, in this order
         * @param asked without
         * @throws StepException if the tokenizer is not the model's, or the prompt too long for it
         */
        InContextPrompt of(List<Fact> examples, Fact asked) {
            String shown = examples.stream()
                    .map(example -> example.prompt() + " " + example.object() + "\n")
                    .collect(Collectors.joining());
            String text = prefix + shown + asked.prompt();
            int[] ids = ModelTokenizer.ids(text, tokenizer, architecture);
            requireFits(asked, ids.length);
            int from = prefix.length() + shown.length() + asked.subjectBegin();
            int last = tokenizer.spanOf(text, asked.subject(), from).last();
            return new InContextPrompt(asked, text, Arrays.stream(ids).boxed().toList(), last);
        }

        private void requireFits(Fact asked, int length) {
            if (length > architecture.positions()) {
                throw new StepException("with its examples the prompt that asks for '" + asked.subject() + "' has "
                        + length + " tokens, but the model takes at most " + architecture.positions()
                        + "; lower examples");
            }
        }
    }
}
