package dev.retrace.steps.model;

/** Answers held on the heap. */
final class Scores implements Readout {

    private final int[] tokens;
    private final float[] probabilities;
    private final float[][] logits;

    /** Starts without answers, to be filled row by row. */
    Scores(int rows) {
        this.tokens = new int[rows];
        this.probabilities = new float[rows];
        this.logits = new float[rows][0];
    }

    /**
     * @param all logits, or nothing if they were not asked for
     */
    void set(int row, int token, float probability, float[] all) {
        tokens[row] = token;
        probabilities[row] = probability;
        logits[row] = all;
    }

    @Override
    public int rows() {
        return tokens.length;
    }

    @Override
    public int token(int row) {
        return tokens[row];
    }

    @Override
    public float probability(int row) {
        return probabilities[row];
    }

    @Override
    public float[] logits(int row) {
        float[] all = logits[row];
        if (all.length == 0) {
            throw new IllegalStateException("logits were not asked for: replay with Query.Logits");
        }
        return all;
    }
}
