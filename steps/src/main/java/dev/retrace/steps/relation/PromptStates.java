package dev.retrace.steps.relation;

import dev.retrace.steps.dataset.Fact;
import java.util.List;

/** What a model makes of a prompt. Nobody writes to its arrays. */
final class PromptStates {

    private final InContextPrompt prompt;
    private final int answer;
    private final List<float[]> h;
    private final float[] z;

    /**
     * @param answer the most probable next token
     * @param h at the subject's last token, (d) for each place that was asked for
     * @param z at the prompt's last token after the last block, (d)
     */
    PromptStates(InContextPrompt prompt, int answer, List<float[]> h, float[] z) {
        this.prompt = prompt;
        this.answer = answer;
        this.h = List.copyOf(h);
        this.z = z;
    }

    InContextPrompt prompt() {
        return prompt;
    }

    Fact fact() {
        return prompt.fact();
    }

    int answer() {
        return answer;
    }

    /**
     * The residual stream at the subject's last token, (d).
     *
     * @param site which of the places that were asked for, from 0
     */
    float[] h(int site) {
        return h.get(site);
    }

    /** The residual stream at the prompt's last token after the last block, before the final norm, (d). */
    float[] z() {
        return z;
    }
}
