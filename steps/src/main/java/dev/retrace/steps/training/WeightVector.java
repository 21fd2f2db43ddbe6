package dev.retrace.steps.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.tensor.TensorRows;
import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All weights of a model as one vector, one tensor after the other in the order of their names, so that what is done
 * to every weight is done once.
 */
final class WeightVector {

    private final SortedMap<String, Shape> shapes;
    private final NDArray all; // (p)
    private final SortedMap<String, NDArray> tensors = new TreeMap<>(); // views

    /**
     * @param values of each tensor
     * @param owner of the vector
     */
    WeightVector(SortedMap<String, Shape> shapes, SortedMap<String, float[]> values, NDManager owner) {
        this.shapes = Collections.unmodifiableSortedMap(shapes);
        this.all = vector(shapes, values, owner);
        long begin = 0;
        for (String name : shapes.keySet()) {
            Shape shape = shapes.get(name);
            tensors.put(name, TensorRows.slice(all, begin, begin + shape.size()).reshape(shape));
            begin += shape.size();
        }
    }

    /** Numbers for each number of the weights, as one vector, (p). */
    static NDArray vector(SortedMap<String, Shape> shapes, SortedMap<String, float[]> values, NDManager owner) {
        float[] joined = new float[size(shapes)];
        int begin = 0;
        for (String name : shapes.keySet()) {
            float[] part = values.get(name);
            if (part == null || part.length != shapes.get(name).size()) {
                throw new IllegalArgumentException("there are no numbers for all of '" + name + "'");
            }
            System.arraycopy(part, 0, joined, begin, part.length);
            begin += part.length;
        }
        try (NDArray lent = owner.create(joined)) {
            return lent.duplicate(); // in the engine's own memory
        }
    }

    /** Such a vector as numbers for each tensor. */
    static SortedMap<String, float[]> parts(SortedMap<String, Shape> shapes, NDArray vector) {
        float[] joined = vector.toFloatArray();
        SortedMap<String, float[]> parts = new TreeMap<>();
        int begin = 0;
        for (String name : shapes.keySet()) {
            int end = begin + Math.toIntExact(shapes.get(name).size());
            parts.put(name, Arrays.copyOfRange(joined, begin, end));
            begin = end;
        }
        return parts;
    }

    private static int size(SortedMap<String, Shape> shapes) {
        return Math.toIntExact(shapes.values().stream().mapToLong(Shape::size).sum());
    }

    SortedMap<String, Shape> shapes() {
        return shapes;
    }

    /** The vector, (p), which may be changed in place. */
    NDArray all() {
        return all;
    }

    /** Each tensor: views that change with the vector. */
    SortedMap<String, NDArray> tensors() {
        return Collections.unmodifiableSortedMap(tensors);
    }
}
