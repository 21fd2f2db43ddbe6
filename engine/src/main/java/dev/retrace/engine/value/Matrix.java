package dev.retrace.engine.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The values that a step is repeated for; a step without a matrix has one of no axes, which is one
 * cell.
 *
 * @param axes in the file's order, each with its values by the texts that name them
 */
public record Matrix(Map<String, Map<String, Value.Text>> axes) {

    /** Cells of one workflow, at most: beyond it a plan is no longer read by anybody. */
    static final int MOST_CELLS = 100_000;

    public Matrix {
        axes = Collections.unmodifiableMap(new LinkedHashMap<>(axes));
    }

    /** How many cells there are; a number above {@link #MOST_CELLS} may be too small. */
    long cells() {
        return cellsWith(Map.of());
    }

    /** How many cells share the values of some axes. */
    public long cellsWith(Map<String, ?> selected) {
        long cells = 1;
        for (Map.Entry<String, Map<String, Value.Text>> axis : axes.entrySet()) {
            if (!selected.containsKey(axis.getKey()) && cells <= MOST_CELLS) {
                cells *= axis.getValue().size();
            }
        }
        return cells;
    }

    /** The value before another along an axis, in the file's order; nothing before the first. */
    public Optional<String> before(String axis, String value) {
        String before = null;
        for (String other : axes.getOrDefault(axis, Map.of()).keySet()) {
            if (other.equals(value)) {
                return Optional.ofNullable(before);
            }
            before = other;
        }
        throw new IllegalArgumentException(value + " is no value of " + axis);
    }

    /** The coordinates of all cells; the last axis changes fastest. */
    public List<Map<String, Value.Text>> coordinates() {
        List<Map<String, Value.Text>> all = List.of(Map.of());
        for (Map.Entry<String, Map<String, Value.Text>> axis : axes.entrySet()) {
            List<Map<String, Value.Text>> longer = new ArrayList<>();
            for (Map<String, Value.Text> coordinates : all) {
                for (Value.Text value : axis.getValue().values()) {
                    Map<String, Value.Text> with = new LinkedHashMap<>(coordinates);
                    with.put(axis.getKey(), value);
                    longer.add(with);
                }
            }
            all = longer;
        }
        return all;
    }
}
