package dev.retrace.reports.diff;

import dev.retrace.engine.step.StepException;
import dev.retrace.reports.figure.Bootstrap;
import dev.retrace.reports.figure.FigureDocument.Labels;
import dev.retrace.reports.figure.Observed;
import dev.retrace.reports.figure.Observed.Place;
import dev.retrace.reports.statistics.Holm;
import dev.retrace.reports.statistics.Margin;
import dev.retrace.reports.statistics.MeanDifference;
import dev.retrace.reports.statistics.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares a figure of two runs place by place.
 *
 * @param margin within which a difference does not matter
 * @param bootstrap how intervals are found
 */
record Comparer(Margin margin, Bootstrap bootstrap) {

    /** What part of the units both runs must have to compare each with itself, and leave out the others. */
    private static final double PAIRED_FROM = 0.5;

    /** Two panels on one pair of axes, and the values of one place in both. */
    private record Both(Depths.Aligned panels, List<Place> places) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Values(double[] a, double[] b) {

        double greatest() {
            return Math.max(size(a), size(b));
        }

        private static double size(double[] values) {
            return Math.abs(Arrays.stream(values).average().orElse(0));
        }
    }

    /** @throws StepException if the two do not show the same */
    FigureComparison compare(Matching.Pair pair) {
        Observed a = observed("A", pair.a());
        Observed b = observed("B", pair.b());
        requireAlike(a, b);
        List<Both> panels = panels(a, b);
        FigureComparison.Units units = units(a, panels);
        List<Values> values = new ArrayList<>();
        panels.forEach(both -> both.places.forEach(place -> values.add(values(both, place, units.paired()))));
        double greatest = values.stream()
                .filter(Comparer::isBoth)
                .mapToDouble(Values::greatest)
                .max()
                .orElse(0);
        boolean same = pair.a().sameTable(pair.b());
        List<Compared> compared = compared(values, units.paired(), margin.of(greatest), same);
        boolean byDepth = panels.stream().anyMatch(both -> both.panels.byDepth());
        return new FigureComparison(
                pair.a().name(),
                pair.label(),
                a.title(),
                a.kind(),
                a.x(),
                a.y(),
                byDepth ? byDepth(a) : a.labels(),
                a.colors(),
                units,
                greatest,
                margin.of(greatest),
                distribute(panels, compared),
                new Notes(
                                pair,
                                units,
                                byDepth,
                                panels.stream().map(Both::panels).toList(),
                                greatest == 0 ? "" : margin.words(greatest))
                        .all());
    }

    private static Observed observed(String side, Drawn drawn) {
        Observed observed = drawn.observed();
        if (observed == null) {
            throw new StepException("of " + side + ", " + drawn.problem());
        }
        return observed;
    }

    private static void requireAlike(Observed a, Observed b) {
        List<String> first = List.of(a.x(), a.y(), a.value(), a.unit());
        List<String> second = List.of(b.x(), b.y(), b.value(), b.unit());
        if (!first.equals(second)) {
            throw new StepException("they show different things: A has " + a.value() + " by " + a.x() + " and " + a.y()
                    + " over " + a.unit() + "s, B " + b.value() + " by " + b.x() + " and " + b.y() + " over " + b.unit()
                    + "s");
        }
    }

    private static Labels byDepth(Observed figure) {
        Labels labels = figure.labels();
        return Observed.isLayers(figure.x())
                ? new Labels(Depths.AXIS, labels.y(), labels.value())
                : new Labels(labels.x(), Depths.AXIS, labels.value());
    }

    private static List<Both> panels(Observed a, Observed b) {
        List<Both> panels = new ArrayList<>();
        for (Observed.Panel left : a.panels()) {
            for (Observed.Panel right : b.panels()) {
                boolean only = a.panels().size() == 1 && b.panels().size() == 1;
                if (only || left.name().equals(right.name())) {
                    Depths.Aligned aligned = Depths.align(a, left, right);
                    Set<Place> places = new LinkedHashSet<>(aligned.a().values().keySet());
                    places.addAll(aligned.b().values().keySet());
                    panels.add(new Both(aligned, List.copyOf(places)));
                }
            }
        }
        if (panels.isEmpty()) {
            throw new StepException("they have no panel in common");
        }
        return panels;
    }

    private static FigureComparison.Units units(Observed a, List<Both> panels) {
        Set<String> ofA = new HashSet<>();
        Set<String> ofB = new HashSet<>();
        panels.forEach(both -> {
            both.panels.a().values().values().forEach(units -> ofA.addAll(units.keySet()));
            both.panels.b().values().values().forEach(units -> ofB.addAll(units.keySet()));
        });
        Set<String> common = new HashSet<>(ofA);
        common.retainAll(ofB);
        boolean paired = common.size() >= PAIRED_FROM * Math.max(ofA.size(), ofB.size());
        return new FigureComparison.Units(a.unit(), ofA.size(), ofB.size(), common.size(), paired);
    }

    private static Values values(Both both, Place place, boolean paired) {
        SortedMap<String, Double> a = both.panels.a().values().getOrDefault(place, new TreeMap<>());
        SortedMap<String, Double> b = both.panels.b().values().getOrDefault(place, new TreeMap<>());
        if (paired && !a.isEmpty() && !b.isEmpty()) {
            Set<String> common = new LinkedHashSet<>(a.keySet());
            common.retainAll(b.keySet());
            return new Values(array(a, common), array(b, common));
        }
        return new Values(array(a, a.keySet()), array(b, b.keySet()));
    }

    private static double[] array(SortedMap<String, Double> values, Set<String> units) {
        return units.stream()
                .mapToDouble(unit -> Objects.requireNonNull(values.get(unit)))
                .toArray();
    }

    private static boolean isBoth(Values values) {
        return values.a.length > 0 && values.b.length > 0;
    }

    private List<Compared> compared(List<Values> values, boolean paired, double within, boolean same) {
        MeanDifference[] found = new MeanDifference[values.size()];
        IntStream.range(0, found.length)
                .parallel()
                .filter(i -> isBoth(values.get(i)))
                .forEach(i -> {
                    Values each = values.get(i);
                    found[i] = paired
                            ? MeanDifference.paired(each.a, each.b, within, bootstrap)
                            : MeanDifference.unpaired(each.a, each.b, within, bootstrap);
                });
        double[] adjusted = Holm.adjust(Arrays.stream(found)
                .mapToDouble(each -> each == null ? Double.NaN : each.p())
                .toArray());
        List<Compared> compared = new ArrayList<>();
        for (int i = 0; i < found.length; i++) {
            compared.add(found[i] == null ? alone(values.get(i)) : judged(found[i], adjusted[i], within, same));
        }
        return compared;
    }

    private static Compared alone(Values values) {
        return Compared.alone(mean(values.a), mean(values.b));
    }

    private static @Nullable Double mean(double[] values) {
        return values.length == 0 ? null : Arrays.stream(values).average().getAsDouble();
    }

    /** @param same whether both figures were drawn from the same bytes: then even a single value is equal, not by chance */
    private static Compared judged(MeanDifference found, double adjusted, double within, boolean same) {
        Verdict verdict = same && found.difference() == 0 ? Verdict.EQUIVALENT : Verdict.of(found, adjusted, within);
        return new Compared(found, found.a(), found.b(), adjusted, verdict);
    }

    private static List<FigureComparison.Panel> distribute(List<Both> panels, List<Compared> compared) {
        List<FigureComparison.Panel> distributed = new ArrayList<>();
        int next = 0;
        for (Both both : panels) {
            Map<Place, Compared> places = new LinkedHashMap<>();
            for (Place place : both.places) {
                places.put(place, compared.get(next++));
            }
            Observed.Panel a = both.panels.a();
            Observed.Panel b = both.panels.b();
            Map<String, String> names = new LinkedHashMap<>(b.names());
            names.putAll(a.names());
            distributed.add(
                    new FigureComparison.Panel(a.name(), union(a.xs(), b.xs()), union(a.ys(), b.ys()), names, places));
        }
        return distributed;
    }

    /** A's order, with what only B has where B has it. */
    static List<String> union(List<String> a, List<String> b) {
        List<String> all = new ArrayList<>(a);
        for (int i = 0; i < b.size(); i++) {
            if (!all.contains(b.get(i))) {
                int after = i == 0 ? -1 : all.indexOf(b.get(i - 1));
                all.add(after + 1, b.get(i));
            }
        }
        return all;
    }
}
