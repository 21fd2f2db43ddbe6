package dev.retrace.steps.editing;

import dev.retrace.engine.step.StepException;
import dev.retrace.steps.dataset.Fact;
import dev.retrace.steps.dataset.Rewrite;
import dev.retrace.steps.editing.EditRequest.Prompt;
import dev.retrace.steps.model.Architecture;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes tokens of requests. Prompt and target are tokenised apart and their tokens joined; the target has a
 * space before it.
 *
 * @param contexts templates with one {@code {}} where the prompt goes
 * @param essence template with one {@code {}} where the subject goes
 */
record RequestEncoder(Tokenizer tokenizer, Architecture architecture, List<String> contexts, String essence) {

    private static final String SLOT = "{}";

    RequestEncoder {
        contexts = List.copyOf(contexts);
    }

    /**
     * The tokens of a request.
     *
     * @throws StepException if it has none, or more than the model takes
     */
    EditRequest of(Rewrite rewrite) {
        Fact fact = rewrite.fact();
        List<Integer> target = target(rewrite.target());
        List<Prompt> prompts = new ArrayList<>();
        for (String context : contexts) {
            int at = context.indexOf(SLOT);
            String text = context.substring(0, at) + fact.prompt() + context.substring(at + SLOT.length());
            prompts.add(prompt(text, fact.subject(), at + fact.subjectBegin(), target.size() - 1));
        }
        int subject = essence.indexOf(SLOT);
        Prompt kept = prompt(essence.replace(SLOT, fact.subject()), fact.subject(), subject, 0);
        return new EditRequest(rewrite.id(), prompts, kept, target);
    }

    /** The tokens of an object, as they would follow a prompt. */
    List<Integer> target(String object) {
        List<Integer> ids = ids(" " + object);
        if (ids.isEmpty()) {
            throw new StepException("the tokenizer makes no token of the object '" + object + "'");
        }
        return ids;
    }

    /** The tokens of a prompt. */
    List<Integer> ids(String text) {
        List<Integer> ids = Arrays.stream(tokenizer.encode(text).ids()).boxed().toList();
        int highest = ids.stream().mapToInt(Integer::intValue).max().orElse(-1);
        if (highest >= architecture.vocabulary()) {
            throw new StepException("the tokenizer makes token " + highest + " of '" + text + "', but the model's"
                    + " vocabulary has " + architecture.vocabulary()
                    + " tokens; use the tokenizer.json of the model's own checkpoint");
        }
        return ids;
    }

    /** @param more tokens that will follow */
    private Prompt prompt(String text, String subject, int from, int more) {
        List<Integer> ids = ids(text);
        if (ids.size() + more > architecture.positions()) {
            throw new StepException("'" + text + "' has " + ids.size() + " tokens and " + more
                    + " more to follow, but the model takes " + architecture.positions());
        }
        return new Prompt(ids, tokenizer.spanOf(text, subject, from).last());
    }
}
