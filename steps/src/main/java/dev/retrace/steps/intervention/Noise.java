package dev.retrace.steps.intervention;

import java.util.Random;

/**
 * Gaussian noise on the embeddings of some tokens of a prompt: the corrupted run of causal tracing where no
 * other subject takes the subject's place.
 *
 * <pre>{@code e'[t]_i = e[t]_i + scale · σ · ε[t]_i,   ε normal with mean 0 and variance 1}</pre>
 *
 * <p>σ is the standard deviation of all numbers of the embedding matrix. Source: Meng et al., "Locating and
 * Editing Factual Associations in GPT" (arXiv 2202.05262), section 2.1, with a scale of 3; the authors' code
 * takes σ over the embeddings of the subjects at hand, which would let every fact depend on all others.
 *
 * @param at which tokens
 * @param scale how many standard deviations
 * @param seed of this prompt alone
 */
public record Noise(TokenSpan at, double scale, long seed) {

    public Noise {
        if (!(scale > 0) || Double.isInfinite(scale)) {
            throw new IllegalArgumentException("noise needs a positive scale, but was given " + scale);
        }
    }

    /**
     * What is added, token after token, (tokens of the span · d).
     *
     * @param deviation σ
     * @param width d
     */
    public float[] values(double deviation, int width) {
        Random random = new Random(seed); // its algorithm is part of its specification
        float[] values = new float[(at.end() - at.begin()) * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (scale * deviation * random.nextGaussian());
        }
        return values;
    }
}
