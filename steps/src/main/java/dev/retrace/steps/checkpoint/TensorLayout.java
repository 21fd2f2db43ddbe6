package dev.retrace.steps.checkpoint;

import dev.retrace.engine.step.StepException;
import dev.retrace.steps.weights.TensorFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The tensors that a model of some numbers has.
 *
 * @param numbers in the words of its configuration, for messages
 * @param due each tensor's shape, by name
 * @param spare names that may be there too: a second copy of the output matrix, masks and other
 *     constants that old files hold; a regular expression
 */
public record TensorLayout(String numbers, Map<String, List<Long>> due, String spare) {

    private static final int MAX_LISTED = 12;

    public TensorLayout {
        due = new LinkedHashMap<>(due);
    }

    /** Shapes by name, to be filled. */
    static final class Shapes {

        private final Map<String, List<Long>> shapes = new LinkedHashMap<>();

        Shapes put(String name, long... sizes) {
            List<Long> shape = new ArrayList<>();
            for (long size : sizes) {
                shape.add(size);
            }
            shapes.put(name, shape);
            return this;
        }

        /** A tensor that only some models have. */
        Shapes putIf(boolean present, String name, long... sizes) {
            return present ? put(name, sizes) : this;
        }

        TensorLayout layout(String numbers, String spare) {
            return new TensorLayout(numbers, shapes, spare);
        }
    }

    /**
     * Checks that the tensors are exactly those.
     *
     * @param where names the model in messages
     * @throws StepException if one is missing, unexpected, or of another shape or type
     */
    public void check(String where, Map<String, TensorFile.Entry> tensors) {
        TreeSet<String> missing = new TreeSet<>(due.keySet());
        missing.removeAll(tensors.keySet());
        TreeSet<String> unexpected = new TreeSet<>(tensors.keySet());
        unexpected.removeAll(due.keySet());
        unexpected.removeIf(name -> name.matches(spare));
        if (!missing.isEmpty() || !unexpected.isEmpty()) {
            throw new StepException(where + ": the tensors are not those of a model with " + numbers + "; missing: "
                    + listed(missing) + "; unexpected: " + listed(unexpected)
                    + ". Download all files of the model again.");
        }
        new TreeMap<>(due).forEach((name, shape) -> {
            TensorFile.Entry found = tensors.get(name);
            if (found != null) {
                checkOne(where, name, shape, found);
            }
        });
    }

    private void checkOne(String where, String name, List<Long> shape, TensorFile.Entry found) {
        if (!found.shape().equals(shape)) {
            throw new StepException(where + ": tensor '" + name + "' has the shape " + found.shape()
                    + ", but config.json asks for " + shape + " (" + numbers
                    + "). One of the files belongs to another model: download all of them again.");
        }
        if (!found.type().isWeight()) {
            throw new StepException(where + ": tensor '" + name + "' is of type " + found.type()
                    + ", but weights must be F32, F16 or BF16. Export the model in one of these.");
        }
    }

    /** Refuses a number of layers that there cannot be tensors for, before that many are thought of. */
    static void requireTensors(ConfigFile config, String key, int layers, Collection<String> names) {
        if (layers > names.size()) {
            throw config.refused(
                    key, "is " + layers, "no more than its tensors, and there are only " + names.size() + " tensors");
        }
    }

    private static String listed(Collection<String> names) {
        List<String> some = new ArrayList<>(names).subList(0, Math.min(names.size(), MAX_LISTED));
        return some.isEmpty() ? "none" : String.join(", ", some) + (names.size() > MAX_LISTED ? ", …" : "");
    }
}
