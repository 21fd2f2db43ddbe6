package dev.retrace.steps.editing.request;

import java.util.List;

/**
 * What an edit is made of, as tokens.
 *
 * @param name of the record
 * @param contexts the prompt in every context, the bare prompt first
 * @param essence the prompt whose prediction is to stay, "{subject} is a"
 * @param target the new object, at least one token
 */
public record EditRequest(String name, List<Prompt> contexts, Prompt essence, List<Integer> target) {

    /**
     * A prompt as tokens.
     *
     * @param subjectLast the subject's last token
     */
    public record Prompt(List<Integer> ids, int subjectLast) {

        public Prompt {
            ids = List.copyOf(ids);
            if (subjectLast < 0 || subjectLast >= ids.size()) {
                throw new IllegalArgumentException(
                        "a prompt of " + ids.size() + " tokens cannot have its subject end at " + subjectLast);
            }
        }
    }

    public EditRequest {
        contexts = List.copyOf(contexts);
        target = List.copyOf(target);
        if (contexts.isEmpty() || target.isEmpty()) {
            throw new IllegalArgumentException("a request needs a prompt and a target, but has " + contexts.size()
                    + " prompts and " + target.size() + " tokens of a target");
        }
    }

    /** How many tokens all its prompts have, with the target's after those that are to predict it. */
    public long tokens() {
        return contexts.stream()
                        .mapToLong(prompt -> prompt.ids().size() + target.size() - 1L)
                        .sum()
                + essence.ids().size();
    }
}
