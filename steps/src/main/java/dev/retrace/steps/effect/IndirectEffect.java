package dev.retrace.steps.effect;

import dev.retrace.engine.step.Quotient;
import java.util.List;

/**
 * How much of the clean run's answer one patched state brings back (IE), in both normalisations of
 * the paper and its code:
 *
 * <pre>{@code
 * paper  = p_patched / (p_high - p_low)
 * proper = (p_patched - p_low) / (p_high - p_low)
 * }</pre>
 *
 * <p>Source: Sen Sharma et al. (arXiv 2404.03646), section 3. The text defines {@code proper}; the
 * authors' code for the averages of figures 2 and 3 leaves out "- p_low", which shifts all values of a
 * fact by one constant; path blocking and single facts use {@code proper}. As there, the ratios have
 * no guard: a small difference p_high - p_low makes them large.
 *
 * @param patched probability of the answer in the corrupt run with the patched state
 * @param high in the clean run
 * @param low in the corrupt run
 */
public record IndirectEffect(float patched, float high, float low) {

    private static final List<String> SPAN = List.of("p_high", "p_low");

    /** The columns of both in tables of effects, which are divided by the same. */
    public static Quotient[] quotients() {
        return new Quotient[] {new Quotient("ie_paper", 1, SPAN), new Quotient("ie_proper", 1, SPAN)};
    }

    /** As the paper's averaged figures show it; NaN if clean and corrupt run agree exactly. */
    public float paper() {
        return ratio(patched);
    }

    /** As the paper's text defines it: 0 like the corrupt run, 1 like the clean; NaN if these agree exactly. */
    public float proper() {
        return ratio((double) patched - low);
    }

    private float ratio(double recovered) {
        double span = (double) high - low;
        return span == 0 ? Float.NaN : (float) (recovered / span);
    }
}
