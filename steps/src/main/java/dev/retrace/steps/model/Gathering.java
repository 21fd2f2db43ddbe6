package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.retrace.steps.tensor.Lines;
import dev.retrace.steps.tensor.TensorRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Collects lines of tables that lie in several segments. Mutable: filled line by line, then used. */
final class Gathering {

    private final List<Segment> segments = new ArrayList<>(); // each once
    private int[] places = new int[64]; // of each line's segment among them
    private long[] indices = new long[64];
    private int size;

    /** The next line: where it lies in that segment's tables. */
    void add(Segment segment, long index) {
        if (size == indices.length) {
            indices = Arrays.copyOf(indices, 2 * size);
            places = Arrays.copyOf(places, 2 * size);
        }
        boolean again = size > 0 && segments.get(places[size - 1]) == segment;
        places[size] = again ? places[size - 1] : place(segment);
        indices[size++] = index;
    }

    private int place(Segment segment) {
        int place = segments.indexOf(segment);
        if (place < 0) {
            place = segments.size();
            segments.add(segment);
        }
        return place;
    }

    int size() {
        return size;
    }

    /** The lines in their order, (lines, w), of the caller's scope. */
    NDArray take(NDManager owner, Function<Segment, NDArray> table) {
        Lines lines = lines(owner, table);
        return TensorRows.take(owner, lines.table(), lines.indices());
    }

    /** Where the lines lie in one table: that of the segment if there is but one. */
    Lines lines(NDManager owner, Function<Segment, NDArray> table) {
        if (segments.size() == 1) {
            return new Lines(table.apply(segments.get(0)), Arrays.copyOf(indices, size));
        }
        NDList parts = new NDList();
        long[] order = new long[size];
        int next = 0;
        for (int place = 0; place < segments.size(); place++) {
            long[] some = new long[size];
            int count = 0;
            for (int i = 0; i < size; i++) {
                if (places[i] == place) {
                    some[count++] = indices[i];
                    order[i] = next++;
                }
            }
            parts.add(TensorRows.take(owner, table.apply(segments.get(place)), Arrays.copyOf(some, count)));
        }
        return new Lines(NDArrays.concat(parts), order);
    }
}
