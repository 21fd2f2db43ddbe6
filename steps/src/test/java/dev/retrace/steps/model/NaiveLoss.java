package dev.retrace.steps.model;

import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;

/** A row's loss by a whole pass in double precision, and its derivative by central differences. */
record NaiveLoss(NaiveReplay naive, Row row, Loss loss) {

    double value() {
        return value((site, states) -> {});
    }

    /** ∂ loss / ∂ one number of a state. */
    double slope(Site site, int token, int dimension, double step) {
        double above = value(moved(site, token, dimension, step));
        double below = value(moved(site, token, dimension, -step));
        return (above - below) / (2 * step);
    }

    private static NaiveReplay.Nudge moved(Site moved, int token, int dimension, double by) {
        return (site, states) -> {
            if (site.equals(moved)) {
                states[token][dimension] += by;
            }
        };
    }

    private double value(NaiveReplay.Nudge nudge) {
        if (loss instanceof Loss.Along along) {
            double[][] residual = naive.residual(row, nudge);
            double[] last = residual[residual.length - 1];
            double sum = 0;
            for (int i = 0; i < last.length; i++) {
                sum += along.direction()[i] * last[i];
            }
            return sum;
        }
        double[][] logits = naive.logits(row, nudge);
        if (loss instanceof Loss.LogLikelihood likelihood) {
            return likelihood(logits, likelihood);
        }
        Loss.Divergence divergence = (Loss.Divergence) loss;
        double[] p = Formula.softmax(logits[divergence.position()]);
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += p[i] * (Math.log(p[i]) - divergence.reference()[i]);
        }
        return sum;
    }

    private static double likelihood(double[][] logits, Loss.LogLikelihood likelihood) {
        double sum = 0;
        for (int i = 0; i < likelihood.positions().size(); i++) {
            double[] p = Formula.softmax(logits[likelihood.positions().get(i)]);
            sum -= Math.log(p[likelihood.targets().get(i)]);
        }
        return sum / likelihood.positions().size();
    }
}
