package dev.retrace.reports.figure;

import dev.retrace.reports.agreement.Cliff;
import dev.retrace.reports.agreement.Curve;
import dev.retrace.reports.published.PublishedFigure;
import dev.retrace.reports.text.Decimals;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Peaks and cliffs in words; a relative depth stands in parentheses behind its layer. */
final class CurveWords {

    private static final String NOTHING = "—";
    private static final String UNDEFINED = "undefined";

    private CurveWords() {}

    /** Ours beside the published one: {@code peaks at layer 7 (0.47), there at 29 (0.46), and falls …}. */
    static String sentence(Curve ours, Curve theirs, PublishedFigure.Ends ends) {
        StringBuilder words = new StringBuilder("is strongest at layer ")
                .append(place(ours.peak(), ours))
                .append(", there at ")
                .append(place(theirs.peak(), theirs))
                .append(ends.sign(theirs.peak().value()).isEmpty() ? "" : " (clipped)");
        Optional<Cliff> rise = theirs.rise();
        Optional<Cliff> fall = theirs.fall();
        boolean rises =
                rise.map(Cliff::change).orElse(0.0) >= -fall.map(Cliff::change).orElse(0.0);
        Optional<Cliff> own = rises ? ours.rise() : ours.fall();
        return words.append(rises ? ", and rises" : ", and falls")
                .append(own.isPresent() ? " most between layers " + between(own, ours) : " nowhere")
                .append(", there ")
                .append(own.isPresent() ? "" : "most between layers ")
                .append(between(rises ? rise : fall, theirs))
                .toString();
    }

    /** The peaks of both, as a table has them. */
    static List<String> peaks(Curve ours, Curve theirs, PublishedFigure.Ends ends) {
        return List.of(
                value(ours.peak().value()) + " at " + place(ours.peak(), ours),
                ends.sign(theirs.peak().value()) + value(theirs.peak().value()) + " at "
                        + place(theirs.peak(), theirs));
    }

    /** The cliffs of both, as a table has them. */
    static List<String> cliffs(Optional<Cliff> ours, Curve own, Optional<Cliff> theirs, Curve other) {
        return List.of(cliff(ours, own), cliff(theirs, other));
    }

    /** A number as tables and sentences have it. */
    static String value(double value) {
        return Decimals.readable(value);
    }

    /** A correlation to two places; that of equal values is undefined. */
    static String number(OptionalDouble correlation) {
        return correlation.isPresent()
                ? BigDecimal.valueOf(correlation.getAsDouble())
                        .setScale(2, RoundingMode.HALF_EVEN)
                        .toPlainString()
                        .replace("-", "−")
                : UNDEFINED;
    }

    private static String cliff(Optional<Cliff> cliff, Curve curve) {
        return cliff.map(each -> (each.change() > 0 ? "+" : "") + value(each.change()) + " at " + between(cliff, curve))
                .orElse(NOTHING);
    }

    private static String between(Optional<Cliff> cliff, Curve curve) {
        return cliff.map(each -> each.from() + "–" + each.to() + " (" + depth(curve.depth(each.middle())) + ")")
                .orElse(NOTHING);
    }

    private static String place(Curve.Peak peak, Curve curve) {
        return peak.first() == peak.last()
                ? peak.first() + " (" + depth(curve.depth(peak.first())) + ")"
                : peak.first() + "–" + peak.last() + " (" + depth(curve.depth(peak.first())) + "–"
                        + depth(curve.depth(peak.last())) + ")";
    }

    private static String depth(double depth) {
        return BigDecimal.valueOf(depth).setScale(2, RoundingMode.HALF_EVEN).toPlainString();
    }
}
