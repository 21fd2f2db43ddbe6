package dev.retrace.reports.figure;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table reduced to one estimate per place.
 *
 * @param xs the values of the first axis, in their order
 * @param ys the values of the second axis, in their order
 * @param estimates by place; a place without any value has none
 * @param sample what they rest on
 * @param dropped what was left out
 */
record Aggregate(
        List<String> xs,
        List<String> ys,
        Map<Place, Estimate> estimates,
        FigureDocument.Sample sample,
        List<FigureDocument.Dropped> dropped) {

    Aggregate {
        xs = List.copyOf(xs);
        ys = List.copyOf(ys);
        estimates = Collections.unmodifiableMap(new LinkedHashMap<>(estimates));
        dropped = List.copyOf(dropped);
    }

    /** Where an estimate belongs: one value of each axis. */
    record Place(String x, String y) {}

    /** The estimate of a place, if any row belongs there. */
    Optional<Estimate> at(String x, String y) {
        return Optional.ofNullable(estimates.get(new Place(x, y)));
    }
}
