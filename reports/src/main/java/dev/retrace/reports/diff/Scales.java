package dev.retrace.reports.diff;

import dev.retrace.reports.figure.Bootstrap;
import dev.retrace.reports.figure.Scale;
import dev.retrace.reports.statistics.MeanDifference;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** The axes of a comparison: one for both runs in all panels, and one for their difference around zero. */
final class Scales {

    private Scales() {}

    /** Of the means of both; colours that diverge have zero in the middle. */
    static Scale values(FigureComparison figure) {
        return Scale.around(
                means(figure).min().orElse(0),
                means(figure).max().orElse(1),
                figure.colors().isDiverging());
    }

    /** Of the means of both, as marks over zero. */
    static Scale marks(FigureComparison figure) {
        double least = means(figure).min().orElse(0);
        double greatest = means(figure).max().orElse(1);
        return Scale.holding(least, greatest, least, greatest);
    }

    /** Of their differences; where there is none, of the margin, so that nothing looks like something. */
    static Scale differences(FigureComparison figure) {
        double greatest = found(figure)
                .mapToDouble(each -> Math.abs(each.difference()))
                .max()
                .orElse(0);
        return around(Math.max(greatest, figure.margin()));
    }

    /** The same, with room for the intervals. */
    static Scale intervals(FigureComparison figure) {
        double greatest = found(figure)
                .flatMapToDouble(each -> {
                    Bootstrap.Interval interval = each.interval();
                    DoubleStream ends = interval.isKnown()
                            ? DoubleStream.of(interval.low(), interval.high())
                            : DoubleStream.empty();
                    return DoubleStream.concat(DoubleStream.of(each.difference()), ends);
                })
                .map(Math::abs)
                .max()
                .orElse(0);
        return around(Math.max(greatest, figure.margin()));
    }

    private static Scale around(double greatest) {
        return greatest > 0 ? Scale.around(-greatest, greatest, true) : new Scale(-1, 1, 0.5);
    }

    private static Stream<MeanDifference> found(FigureComparison figure) {
        return figure.places().map(Compared::found).filter(Objects::nonNull).map(Objects::requireNonNull);
    }

    private static DoubleStream means(FigureComparison figure) {
        return figure.places()
                .flatMap(place -> Stream.of(
                        Objects.requireNonNullElse(place.a(), Double.NaN),
                        Objects.requireNonNullElse(place.b(), Double.NaN)))
                .mapToDouble(each -> each)
                .filter(Double::isFinite);
    }
}
