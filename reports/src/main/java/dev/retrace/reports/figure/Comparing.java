package dev.retrace.reports.figure;

import dev.retrace.reports.agreement.Curve;
import dev.retrace.reports.agreement.RankCorrelation;
import dev.retrace.reports.published.PublishedFigure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Says how far our values agree with published ones: computed from the numbers of both, place by place.
 *
 * <p>Places belong together that lie at the same relative depth, where the published value is linear
 * between its layers; on axes that are no layers, places of the same name. Of what was drawn clipped
 * nothing more is known, so ours is clipped alike before the two are compared.
 */
final class Comparing {

    /** A row takes part in the sentence if it varies at least so much of the one that varies most. */
    private static final double TELLING = 0.5;

    /** Rows in the sentence at most. */
    private static final int TOLD = 2;

    private final PublishedFigure published;
    private final Aggregate ours;
    private final Aggregate theirs;
    private final PlaceNames names;
    private final boolean overLayers;
    private final int window;
    private final int layers;
    private final @Nullable Normalisation normalisation;

    /** One of our values and what was published there. */
    private record Match(String x, String y, Estimate ours, double theirs) {}

    /** A row over the layers of both models. */
    private record Both(String y, Curve ours, Curve theirs) {}

    private Comparing(FigureData data, PublishedFigure published) {
        this.published = published;
        this.ours = data.ours();
        this.theirs = data.panels().get(1).aggregate();
        this.names = data.names();
        this.window = data.window();
        this.layers = data.layers();
        this.normalisation = data.column().normalisation();
        this.overLayers = Counterpart.isOverLayers(ours) && Counterpart.isOverLayers(theirs);
    }

    /** The comparison of a figure whose second panel is the published one. */
    static FigureDocument.Comparison of(FigureData data, PublishedFigure published) {
        return new Comparing(data, published).comparison();
    }

    private FigureDocument.Comparison comparison() {
        List<Match> matches =
                ours.ys().stream().flatMap(y -> matches(y).stream()).toList();
        List<List<String>> rows = new ArrayList<>();
        for (String y : ours.ys()) {
            List<Match> its = matches(y);
            if (!its.isEmpty()) {
                List<String> row = new ArrayList<>(List.of(names.row(y), CurveWords.number(correlation(its))));
                both(y).ifPresent(both -> {
                    row.addAll(CurveWords.peaks(both.ours, both.theirs, published.ends()));
                    row.addAll(CurveWords.cliffs(both.ours.rise(), both.ours, both.theirs.rise(), both.theirs));
                    row.addAll(CurveWords.cliffs(both.ours.fall(), both.ours, both.theirs.fall(), both.theirs));
                });
                row.add(outside(its) + " of " + known(its));
                rows.add(row);
            }
        }
        return new FigureDocument.Comparison(sentence(matches), Counterpart.source(published), columns(), rows);
    }

    private List<String> columns() {
        List<String> columns = new ArrayList<>(List.of(HeatMap.label(names.y()), "rank correlation"));
        if (overLayers) {
            columns.addAll(List.of(
                    "peak, ours",
                    "peak, published",
                    "steepest rise, ours",
                    "steepest rise, published",
                    "steepest fall, ours",
                    "steepest fall, published"));
        }
        columns.add("published outside our interval");
        return columns;
    }

    private String sentence(List<Match> matches) {
        StringBuilder sentence = new StringBuilder("Against ").append(published.model());
        if (overLayers && depthOfTheirs() != depthOfOurs()) {
            sentence.append(" (")
                    .append(depthOfTheirs())
                    .append(" layers beside our ")
                    .append(depthOfOurs())
                    .append(", related by relative depth")
                    .append(windows())
                    .append(')');
        }
        sentence.append(": rank correlation ρ = ")
                .append(CurveWords.number(correlation(matches)))
                .append(" over ")
                .append(matches.size())
                .append(" places");
        telling()
                .forEach(both -> sentence.append("; ")
                        .append(names.row(both.y))
                        .append(' ')
                        .append(CurveWords.sentence(both.ours, both.theirs, published.ends())));
        return sentence.append("; ")
                .append(band(matches))
                .append(normalisations())
                .append('.')
                .toString();
    }

    /** Windows of as many layers are a larger part of a smaller model. */
    private String windows() {
        return window < 2 || published.window().isEmpty()
                ? ""
                : "; a window is " + window + " of our layers and "
                        + published.window().getAsInt() + " of theirs";
    }

    /** Empty where both are normalised alike. */
    private String normalisations() {
        return normalisation == null
                        || published.normalisation().isEmpty()
                        || normalisation.word().equals(published.normalisation())
                ? ""
                : "; ours is normalised '" + normalisation.word() + "', theirs '" + published.normalisation()
                        + "', so levels are not comparable";
    }

    private String band(List<Match> matches) {
        int outside = outside(matches);
        String counted = known(matches) == 0
                ? "how far ours would vary is not known from one observation each"
                : outside + " of " + known(matches) + " published values lie outside our 95 % intervals";
        return matches.stream()
                .max(Comparator.comparingDouble(this::distance))
                .map(match -> counted + ", the farthest at " + names.of(match.x, match.y) + " ("
                        + CurveWords.value(match.ours.mean()) + " here, "
                        + published.ends().sign(match.theirs) + CurveWords.value(match.theirs) + " there)")
                .orElse(counted);
    }

    /** The rows that vary most in the published figure, in the order of the figure. */
    private List<Both> telling() {
        List<Both> all = ours.ys().stream().flatMap(y -> both(y).stream()).toList();
        double most =
                all.stream().mapToDouble(both -> both.theirs.range()).max().orElse(0);
        List<Both> chosen = all.stream()
                .filter(both -> both.theirs.range() >= TELLING * most)
                .sorted(Comparator.comparingDouble((Both both) -> -both.theirs.range()))
                .limit(TOLD)
                .toList();
        return all.stream().filter(chosen::contains).toList();
    }

    private Optional<Both> both(String y) {
        if (!overLayers) {
            return Optional.empty();
        }
        return Counterpart.curve(ours, y, depthOfOurs())
                .flatMap(own -> Counterpart.curve(theirs, y, depthOfTheirs()).map(other -> new Both(y, own, other)));
    }

    private List<Match> matches(String y) {
        List<Match> matches = new ArrayList<>();
        Optional<Both> curves = both(y);
        for (String x : ours.xs()) {
            if (curves.isPresent() && !Counterpart.isLayer(x)) {
                continue; // the embedding lies at no depth
            }
            OptionalDouble there = curves.isPresent()
                    ? curves.get().theirs.at(curves.get().ours.depth(Integer.parseInt(x)))
                    : theirs.at(x, y)
                            .filter(any -> !overLayers)
                            .map(Estimate::mean)
                            .map(OptionalDouble::of)
                            .orElse(OptionalDouble.empty());
            Optional<Estimate> here = ours.at(x, y);
            if (here.isPresent() && there.isPresent()) {
                matches.add(new Match(x, y, here.get(), there.getAsDouble()));
            }
        }
        return matches;
    }

    private OptionalDouble correlation(List<Match> matches) {
        return RankCorrelation.spearman(
                matches.stream()
                        .map(match -> published.ends().clip(match.ours.mean()))
                        .toList(),
                matches.stream().map(Match::theirs).toList());
    }

    private double distance(Match match) {
        return Math.abs(published.ends().clip(match.ours.mean()) - match.theirs);
    }

    private static int known(List<Match> matches) {
        return (int) matches.stream()
                .filter(match -> match.ours.interval().isKnown())
                .count();
    }

    private int outside(List<Match> matches) {
        return (int) matches.stream()
                .filter(match -> match.ours.interval().isKnown())
                .filter(match -> {
                    Bootstrap.Interval interval = match.ours.interval();
                    return match.theirs < published.ends().clip(interval.low())
                            || match.theirs > published.ends().clip(interval.high());
                })
                .count();
    }

    private int depthOfOurs() {
        return layers;
    }

    private int depthOfTheirs() {
        return published.layers().orElse(overLayers ? Counterpart.layers(theirs) : 0);
    }
}
