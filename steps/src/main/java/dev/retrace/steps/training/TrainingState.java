package dev.retrace.steps.training;

import ai.djl.ndarray.types.Shape;
import dev.retrace.engine.step.StepException;
import dev.retrace.steps.weights.TensorFile;
import dev.retrace.steps.weights.TensorValues;
import dev.retrace.steps.weights.TensorWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a training stands, all that it needs to go on: a safetensors file in float32 with the tensors {@code
 * weight.NAME}, {@code mean.NAME} and {@code square.NAME}, and {@code step}.
 *
 * @param step how many steps were taken
 * @param weights by name
 * @param mean of the slopes, by name
 * @param square of the slopes, by name
 */
record TrainingState(
        int step,
        SortedMap<String, float[]> weights,
        SortedMap<String, float[]> mean,
        SortedMap<String, float[]> square) {

    static final String WEIGHT = "weight.";
    private static final String MEAN = "mean.";
    private static final String SQUARE = "square.";
    private static final String STEP = "step";
    private static final int MOST_STEPS = 1 << 24; // beyond it a float is no exact number of steps

    /** Before the first step. */
    static TrainingState initial(SortedMap<String, Shape> shapes, InitialWeights initial) {
        SortedMap<String, float[]> weights = new TreeMap<>();
        SortedMap<String, float[]> mean = new TreeMap<>();
        SortedMap<String, float[]> square = new TreeMap<>();
        shapes.forEach((name, shape) -> {
            weights.put(name, initial.of(name, shape));
            mean.put(name, new float[Math.toIntExact(shape.size())]);
            square.put(name, new float[Math.toIntExact(shape.size())]);
        });
        return new TrainingState(0, weights, mean, square);
    }

    /** Writes the file. */
    void write(Path file, SortedMap<String, Shape> shapes) throws IOException {
        SortedMap<String, TensorWriter.Tensor> tensors = new TreeMap<>();
        put(tensors, WEIGHT, weights, shapes);
        put(tensors, MEAN, mean, shapes);
        put(tensors, SQUARE, square, shapes);
        tensors.put(STEP, TensorWriter.Tensor.single(List.of(1L), new float[] {step}));
        TensorWriter.writeWeights(file, tensors);
    }

    private static void put(
            SortedMap<String, TensorWriter.Tensor> tensors,
            String prefix,
            SortedMap<String, float[]> values,
            SortedMap<String, Shape> shapes) {
        shapes.forEach((name, shape) -> tensors.put(
                prefix + name, TensorWriter.Tensor.single(sizes(shape), values.getOrDefault(name, new float[0]))));
    }

    private static List<Long> sizes(Shape shape) {
        List<Long> sizes = new ArrayList<>();
        for (long size : shape.getShape()) {
            sizes.add(size);
        }
        return sizes;
    }

    /**
     * Reads a file.
     *
     * @param shapes of the model that is trained
     * @throws StepException if the file is none of such a training
     */
    static TrainingState read(Path file, SortedMap<String, Shape> shapes) throws IOException {
        TensorFile tensors = TensorFile.read(file);
        if (tensors.tensors().size() != 3 * shapes.size() + 1) {
            throw refused(
                    "it has " + tensors.tensors().size() + " tensors, but there must be " + (3 * shapes.size() + 1));
        }
        return new TrainingState(
                step(tensors), all(tensors, WEIGHT, shapes), all(tensors, MEAN, shapes), all(tensors, SQUARE, shapes));
    }

    /** The weights alone, as the file has them. */
    static SortedMap<String, TensorFile.Entry> weightsOf(TensorFile tensors) {
        SortedMap<String, TensorFile.Entry> weights = new TreeMap<>();
        tensors.tensors().forEach((name, entry) -> {
            if (name.startsWith(WEIGHT)) {
                weights.put(name.substring(WEIGHT.length()), entry);
            }
        });
        return weights;
    }

    /** How many steps the training of a file took. */
    static int step(TensorFile tensors) throws IOException {
        if (!tensors.tensors().containsKey(STEP)) {
            throw refused("it does not say after how many steps it was written");
        }
        float[] step = TensorValues.read(tensors, STEP);
        if (step.length != 1 || !(step[0] >= 0 && step[0] < MOST_STEPS) || step[0] != (int) step[0]) {
            throw refused("the number of its steps is none");
        }
        return (int) step[0];
    }

    private static SortedMap<String, float[]> all(TensorFile tensors, String prefix, SortedMap<String, Shape> shapes)
            throws IOException {
        SortedMap<String, float[]> all = new TreeMap<>();
        for (String name : shapes.keySet()) {
            TensorFile.Entry entry = tensors.tensors().get(prefix + name);
            if (entry == null || !entry.shape().equals(sizes(shapes.get(name)))) {
                throw refused("its tensor '" + prefix + name + "' is " + (entry == null ? "missing" : entry.shape())
                        + ", but must be " + sizes(shapes.get(name)));
            }
            all.put(name, TensorValues.read(tensors, prefix + name));
        }
        return all;
    }

    private static StepException refused(String reason) {
        return new StepException("the checkpoint is not of this training: " + reason
                + ". Give the checkpoint of the same model, trained for fewer steps.");
    }
}
