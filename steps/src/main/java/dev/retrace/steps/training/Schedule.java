package dev.retrace.steps.training;

/**
 * The learning rate of each step: it rises evenly to its greatest value, then falls along half a cosine to a tenth:
 *
 * <pre>{@code
 * rate(s) = greatest (s + 1) / warmUp                                     s < warmUp
 * rate(s) = greatest (0.1 + 0.9 (1 + cos(π (s - warmUp) / (steps - warmUp))) / 2)      else
 * }</pre>
 *
 * <p>Source: Loshchilov and Hutter, "SGDR" (arXiv 1608.03983), equation 5, with one period and a warm-up before it.
 *
 * @param greatest rate
 * @param warmUp steps, from 0
 * @param steps of the whole training
 */
record Schedule(double greatest, int warmUp, int steps) {

    private static final double LAST_SHARE = 0.1;

    Schedule {
        if (!(greatest > 0) || !Double.isFinite(greatest)) {
            throw new IllegalArgumentException("learning-rate must be above 0, but is " + greatest);
        }
        if (warmUp < 0 || warmUp > steps) {
            throw new IllegalArgumentException(
                    "warm-up is from 0 to the number of steps, " + steps + ", but is " + warmUp);
        }
    }

    /** @param step from 0 */
    double rate(int step) {
        if (step < warmUp) {
            return greatest * (step + 1) / warmUp;
        }
        double way = (double) (step - warmUp) / Math.max(1, steps - warmUp);
        return greatest * (LAST_SHARE + (1 - LAST_SHARE) * (1 + StrictMath.cos(Math.PI * way)) / 2);
    }
}
