package dev.retrace.reports.agreement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * Values over the layers of a model.
 *
 * @param points by layer, at least one
 * @param layers of the model, at least as many as the greatest layer and one
 */
public record Curve(List<Point> points, int layers) {

    /** Relative depths that differ by less are the same. */
    private static final double SAME_DEPTH = 1e-9;

    /** A value and its layer. */
    public record Point(int layer, double value) {}

    /** The value farthest from zero, and the first and the last layer that has it. */
    public record Peak(int first, int last, double value) {}

    public Curve {
        points = points.stream().sorted(Comparator.comparingInt(Point::layer)).toList();
        if (points.isEmpty() || points.get(points.size() - 1).layer() >= layers) {
            throw new IllegalArgumentException("a curve over " + layers + " layers has points in some of them");
        }
    }

    /** How deep a layer lies: 0 is the first, 1 the last of the model. */
    public double depth(double layer) {
        return layers == 1 ? 0 : layer / (layers - 1);
    }

    /** The value at a relative depth, linear between the nearest layers; none beyond the first and the last point. */
    public OptionalDouble at(double depth) {
        Point before = points.get(0);
        for (Point point : points) {
            double here = depth(point.layer());
            if (Math.abs(here - depth) < SAME_DEPTH) {
                return OptionalDouble.of(point.value());
            } else if (here > depth) {
                double from = depth(before.layer());
                return from > depth
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(
                                before.value() + (point.value() - before.value()) * (depth - from) / (here - from));
            }
            before = point;
        }
        return OptionalDouble.empty();
    }

    /** Where it is farthest from zero. */
    public Peak peak() {
        double greatest = points.stream()
                .map(Point::value)
                .max(Comparator.comparingDouble(Math::abs))
                .orElseThrow();
        List<Integer> there = points.stream()
                .filter(point -> point.value() == greatest)
                .map(Point::layer)
                .toList();
        return new Peak(there.get(0), there.get(there.size() - 1), greatest);
    }

    /** The greatest rise from one point to the next, if it rises anywhere. */
    public Optional<Cliff> rise() {
        return steepest(Cliff::change);
    }

    /** The greatest fall from one point to the next, if it falls anywhere. */
    public Optional<Cliff> fall() {
        return steepest(cliff -> -cliff.change());
    }

    /** The difference between its greatest and its least value. */
    public double range() {
        return points.stream().mapToDouble(Point::value).max().orElseThrow()
                - points.stream().mapToDouble(Point::value).min().orElseThrow();
    }

    private Optional<Cliff> steepest(ToDoubleFunction<Cliff> height) {
        List<Cliff> cliffs = new ArrayList<>();
        for (int i = 1; i < points.size(); i++) {
            Point from = points.get(i - 1);
            Point to = points.get(i);
            cliffs.add(new Cliff(from.layer(), to.layer(), to.value() - from.value()));
        }
        return cliffs.stream()
                .filter(cliff -> height.applyAsDouble(cliff) > 0)
                .max(Comparator.comparingDouble(height)
                        .thenComparing(Comparator.comparingInt(Cliff::from).reversed()));
    }
}
