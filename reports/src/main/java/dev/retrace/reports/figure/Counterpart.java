package dev.retrace.reports.figure;

import dev.retrace.engine.step.StepException;
import dev.retrace.reports.agreement.Curve;
import dev.retrace.reports.published.PublishedFigure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Published values in the form of ours. */
final class Counterpart {

    private Counterpart() {}

    /**
     * The published estimates, of those rows or series that ours has too.
     *
     * @throws StepException if there is none of them
     */
    static Aggregate of(PublishedFigure published, Aggregate ours) {
        Set<String> columns = new LinkedHashSet<>();
        Map<Aggregate.Place, Estimate> estimates = new LinkedHashMap<>();
        Set<String> rows = new LinkedHashSet<>();
        for (PublishedFigure.Value value : published.values()) {
            rows.add(value.y());
            if (ours.ys().contains(value.y())) {
                columns.add(value.x());
                estimates.put(
                        new Aggregate.Place(value.x(), value.y()),
                        new Estimate(
                                value.value(),
                                value.standardError(),
                                published.observations().orElse(Estimate.UNKNOWN),
                                Bootstrap.Interval.NONE));
            }
        }
        if (estimates.isEmpty()) {
            throw new StepException("published '" + published.name() + "' is about " + String.join(", ", rows)
                    + ", of which the table has none; it has " + String.join(", ", ours.ys()));
        }
        int n = published.observations().orElse(Estimate.UNKNOWN);
        return new Aggregate(
                AxisOrder.of(columns),
                ours.ys(),
                estimates,
                new FigureDocument.Sample(published.unit(), n, n, List.of()),
                List.of());
    }

    /** What stands above the published drawing. */
    static String heading(PublishedFigure published) {
        StringBuilder heading = new StringBuilder("Published: " + published.model());
        published
                .layers()
                .ifPresent(layers -> heading.append(", ").append(layers).append(" layers"));
        return heading.toString();
    }

    /** Where the values are from, in a sentence. */
    static String source(PublishedFigure published) {
        StringBuilder source = new StringBuilder("Published values: ")
                .append(published.what())
                .append(", ")
                .append(published.model());
        published
                .observations()
                .ifPresent(n -> source.append(", ")
                        .append(n)
                        .append(' ')
                        .append(published.unit())
                        .append('s'));
        if (!published.figure().isEmpty()) {
            source.append("; figure ").append(published.figure()).append(" of");
        }
        return source.append(published.figure().isEmpty() ? "; authors of arXiv " : " arXiv ")
                .append(published.arxiv())
                .append(", from ")
                .append(published.decoded())
                .append('.')
                .toString();
    }

    /** Whether the columns are numbers of layers; the embedding may stand before them. */
    static boolean isOverLayers(Aggregate aggregate) {
        return aggregate.xs().stream().allMatch(x -> isLayer(x) || x.equals("emb"))
                && aggregate.xs().stream().anyMatch(Counterpart::isLayer);
    }

    /** Whether a column is the number of a layer. */
    static boolean isLayer(String x) {
        return x.matches("\\d{1,6}");
    }

    /** How many layers the model has as far as the columns tell. */
    static int layers(Aggregate aggregate) {
        return aggregate.xs().stream()
                        .filter(Counterpart::isLayer)
                        .mapToInt(Integer::parseInt)
                        .max()
                        .orElse(0)
                + 1;
    }

    /** One row over the layers, if it has any value. */
    static Optional<Curve> curve(Aggregate aggregate, String y, int layers) {
        List<Curve.Point> points = new ArrayList<>();
        for (String x : aggregate.xs().stream().filter(Counterpart::isLayer).toList()) {
            aggregate.at(x, y).ifPresent(estimate -> points.add(new Curve.Point(Integer.parseInt(x), estimate.mean())));
        }
        return points.isEmpty() ? Optional.empty() : Optional.of(new Curve(points, layers));
    }
}
