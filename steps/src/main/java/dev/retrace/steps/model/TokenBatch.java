package dev.retrace.steps.model;

import java.util.List;

/**
 * Prompts as token ids, of any lengths. Pads that belong to a prompt (left padding) are ordinary
 * ids here; prompts of different lengths in one batch do not disturb each other.
 *
 * @param prompts at least one, each of at least one token
 */
public record TokenBatch(List<int[]> prompts) {

    public TokenBatch {
        prompts = List.copyOf(prompts);
        if (prompts.isEmpty() || prompts.stream().anyMatch(ids -> ids.length == 0)) {
            throw new IllegalArgumentException("a batch needs prompts, and each prompt a token");
        }
    }
}
