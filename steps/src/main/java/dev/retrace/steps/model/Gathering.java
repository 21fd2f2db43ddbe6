package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.retrace.steps.tensor.TensorRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Collects lines of tables that lie in several segments. Mutable: filled line by line, then used. */
final class Gathering {

    private final List<Segment> segments = new ArrayList<>();
    private long[] indices = new long[16];

    /** The next line: where it lies in that segment's tables. */
    void add(Segment segment, long index) {
        if (segments.size() == indices.length) {
            indices = Arrays.copyOf(indices, 2 * indices.length);
        }
        indices[segments.size()] = index;
        segments.add(segment);
    }

    int size() {
        return segments.size();
    }

    /** The lines in their order, (lines, w), of the caller's scope. */
    NDArray take(NDManager owner, Function<Segment, NDArray> table) {
        Map<Segment, List<Integer>> places = new LinkedHashMap<>();
        for (int i = 0; i < segments.size(); i++) {
            places.computeIfAbsent(segments.get(i), segment -> new ArrayList<>())
                    .add(i);
        }
        NDList parts = new NDList();
        long[] order = new long[segments.size()];
        int next = 0;
        for (Map.Entry<Segment, List<Integer>> part : places.entrySet()) {
            long[] lines = part.getValue().stream().mapToLong(i -> indices[i]).toArray();
            parts.add(TensorRows.take(owner, table.apply(part.getKey()), lines));
            for (int place : part.getValue()) {
                order[place] = next++;
            }
        }
        return parts.size() == 1 ? parts.get(0) : TensorRows.take(owner, NDArrays.concat(parts), order);
    }
}
