package dev.retrace.steps.model;

import dev.retrace.steps.intervention.Noise;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Prompts as token ids, of any lengths; prompts of different lengths in one batch do not disturb each
 * other, and none is padded unless it is asked for.
 *
 * <p>Padding on the left, which some papers do to align two prompts, changes what is computed: Mamba
 * has no mask, so its pads are ordinary tokens; a transformer hides pads from all other tokens, a pad
 * itself sees itself alone, and learned positions count from the first token that is none.
 *
 * @param prompts at least one, each of at least one token, pads included
 * @param pads how many of each prompt's first tokens are padding
 * @param noise on the embeddings of some prompts, by the prompt's number
 */
public record TokenBatch(List<int[]> prompts, List<Integer> pads, Map<Integer, Noise> noise) {

    public TokenBatch {
        prompts = List.copyOf(prompts);
        pads = List.copyOf(pads);
        noise = Map.copyOf(noise);
        if (prompts.isEmpty() || prompts.stream().anyMatch(ids -> ids.length == 0)) {
            throw new IllegalArgumentException("a batch needs prompts, and each prompt a token");
        }
        if (pads.size() != prompts.size()) {
            throw new IllegalArgumentException(
                    prompts.size() + " prompts need as many numbers of pads, not " + pads.size());
        }
        for (int i = 0; i < pads.size(); i++) {
            if (pads.get(i) < 0 || pads.get(i) >= prompts.get(i).length) {
                throw new IllegalArgumentException("of " + prompts.get(i).length + " tokens " + pads.get(i)
                        + " cannot be padding: at least one must be none");
            }
            Noise added = noise.get(i);
            if (added != null && added.at().end() > prompts.get(i).length) {
                throw new IllegalArgumentException(
                        "of " + prompts.get(i).length + " tokens none are at " + added.at() + ", where noise is added");
            }
        }
    }

    /** Prompts without noise. */
    public TokenBatch(List<int[]> prompts, List<Integer> pads) {
        this(prompts, pads, Map.of());
    }

    /** Prompts without padding. */
    public TokenBatch(List<int[]> prompts) {
        this(prompts, Collections.nCopies(prompts.size(), 0));
    }

    /** Those with these numbers, in this order. */
    TokenBatch some(List<Integer> numbers) {
        Map<Integer, Noise> theirs = new HashMap<>();
        for (int i = 0; i < numbers.size(); i++) {
            Noise added = noise.get(numbers.get(i));
            if (added != null) {
                theirs.put(i, added);
            }
        }
        return new TokenBatch(
                numbers.stream().map(prompts::get).toList(),
                numbers.stream().map(pads::get).toList(),
                theirs);
    }

    /** The prompts, padded on the left to the length of the longest. */
    public static TokenBatch leftPadded(List<int[]> prompts, int pad) {
        int longest = prompts.stream().mapToInt(ids -> ids.length).max().orElse(0);
        List<int[]> padded = prompts.stream()
                .map(ids -> {
                    int[] all = new int[longest];
                    Arrays.fill(all, pad);
                    System.arraycopy(ids, 0, all, longest - ids.length, ids.length);
                    return all;
                })
                .toList();
        return new TokenBatch(
                padded, prompts.stream().map(ids -> longest - ids.length).toList());
    }
}
