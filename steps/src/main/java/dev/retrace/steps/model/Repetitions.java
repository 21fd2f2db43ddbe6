package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.retrace.steps.tensor.Repeated;
import dev.retrace.steps.tensor.TensorRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rows that go the same way up and differ only in what is asked at the top, as the rows of a Jacobian do: each
 * way is gone once.
 *
 * @param all the rows, longest first
 * @param once one row of each kind, in the same order
 * @param kinds for each row, by its position, that of the row that goes the way for it
 */
record Repetitions(List<ReplayRow> all, List<ReplayRow> once, Map<Integer, Integer> kinds) {

    Repetitions {
        all = List.copyOf(all);
        once = List.copyOf(once);
        kinds = Map.copyOf(kinds);
    }

    static Repetitions of(List<ReplayRow> all) {
        List<ReplayRow> once = new ArrayList<>();
        Map<Integer, Integer> kinds = new HashMap<>();
        for (ReplayRow row : all) {
            Optional<ReplayRow> kind = once.stream().filter(row::goesTheWayOf).findFirst();
            if (kind.isEmpty()) {
                once.add(row);
            }
            kinds.put(row.position(), kind.orElse(row).position());
        }
        return new Repetitions(all, once, kinds);
    }

    /** Which rows that go once those that have joined by a layer repeat. */
    Repeated at(int layer) {
        Stage from = Stage.at(layer, once);
        Stage to = Stage.at(layer, all);
        Map<Integer, Integer> places = new HashMap<>();
        for (int i = 0; i < from.rows().size(); i++) {
            places.put(from.rows().get(i).position(), i);
        }
        int[] source = new int[to.rows().size()];
        for (int i = 0; i < source.length; i++) {
            int position = to.rows().get(i).position();
            source[i] = places.getOrDefault(kinds.getOrDefault(position, position), 0);
        }
        return new Repeated(from.packing(), to.packing(), source);
    }

    /**
     * The residual stream of all rows that have joined by a layer.
     *
     * @param h that of the rows that go once, (t, d)
     * @return (t, d), of the caller's scope, or h itself if no row repeats another
     */
    NDArray spread(NDManager owner, NDArray h, int layer) {
        return once.size() == all.size()
                ? h
                : TensorRows.take(owner, h, at(layer).lines());
    }
}
