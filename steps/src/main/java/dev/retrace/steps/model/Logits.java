package dev.retrace.steps.model;

/** Reads logits that a {@link Readout} or a decoding gave. */
public final class Logits {

    private Logits() {}

    /** The token of the greatest logit, the first of equal ones. */
    public static int greatest(float[] logits) {
        int greatest = 0;
        for (int token = 1; token < logits.length; token++) {
            greatest = logits[token] > logits[greatest] ? token : greatest;
        }
        return greatest;
    }
}
