package dev.retrace.steps.editing;

import dev.retrace.steps.editing.EditSummary.Average;
import dev.retrace.steps.editing.Probe.Kind;
import java.util.Map;
import java.util.Objects;

/**
 * The score S of an edit method, the harmonic mean of three averages:
 *
 * <pre>{@code
 * S = 3 / (1/ES + 1/PS + 1/NS)
 * }</pre>
 *
 * <p>Its standard error follows by the delta method: the influence of a record on S is, to first order,
 * {@code Σ ∂S/∂M (m - M)} over the three averages M and the record's own m, so that the standard error of the
 * mean of these is that of S, the covariances of the three included.
 *
 * <p>Source: Meng et al. (arXiv 2202.05262), section 3.4, for S; van der Vaart, "Asymptotic Statistics"
 * (1998), chapter 3, for the delta method.
 */
record HarmonicScore(Map<Kind, Average> averages) {

    HarmonicScore {
        averages = Map.copyOf(averages);
    }

    /** S; 0 where two averages are. */
    double value() {
        double pairs = pairs();
        double all = mean(Kind.REWRITE) * mean(Kind.PARAPHRASE) * mean(Kind.NEIGHBORHOOD);
        return pairs == 0 ? 0 : 3 * all / pairs;
    }

    /** ∂S by one of the averages; 0 where S is not differentiable, since two of them are 0. */
    double slope(Kind by) {
        double others = 1;
        for (Kind kind : Kind.values()) {
            others *= kind == by ? 1 : mean(kind);
        }
        double share = pairs() == 0 ? 0 : others / pairs();
        return 3 * share * share;
    }

    /** The sum of the products of two. */
    private double pairs() {
        double es = mean(Kind.REWRITE);
        double ps = mean(Kind.PARAPHRASE);
        double ns = mean(Kind.NEIGHBORHOOD);
        return es * ps + ps * ns + es * ns;
    }

    private double mean(Kind kind) {
        return Objects.requireNonNull(averages.get(kind)).mean();
    }
}
