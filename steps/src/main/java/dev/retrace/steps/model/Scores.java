package dev.retrace.steps.model;

/** Answers held on the heap. */
final class Scores implements Readout {

    private final Query query;
    private final int[] tokens;
    private final float[] probabilities;
    private final boolean[] tops;
    private final float[][][] logits; // by row and position

    /** Starts without answers, to be filled row by row. */
    Scores(Query query, int rows) {
        this.query = query;
        this.tokens = new int[rows];
        this.probabilities = new float[rows];
        this.tops = new boolean[rows];
        this.logits = new float[rows][][];
    }

    void set(int row, int token, float probability, boolean top) {
        tokens[row] = token;
        probabilities[row] = probability;
        tops[row] = top;
    }

    void set(int row, float[][] all) {
        logits[row] = all;
    }

    @Override
    public int rows() {
        return tokens.length;
    }

    @Override
    public int token(int row) {
        requireLogits(false);
        return tokens[row];
    }

    @Override
    public float probability(int row) {
        requireLogits(false);
        return probabilities[row];
    }

    @Override
    public boolean isTop(int row) {
        requireLogits(false);
        return tops[row];
    }

    @Override
    public float[] logits(int row, int position) {
        requireLogits(true);
        return logits[row][position];
    }

    private void requireLogits(boolean asked) {
        if (query instanceof Query.Logits != asked) {
            throw new IllegalStateException("what was asked is " + query
                    + "; logits are answered to Query.Logits, tokens and probabilities to the other queries");
        }
    }
}
