package dev.retrace.steps.ablation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.retrace.engine.step.StepException;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.model.Architecture;
import dev.retrace.steps.tensor.MappedTensors;
import dev.retrace.steps.tensor.TorchEngine;
import dev.retrace.steps.weights.TensorFile;
import dev.retrace.steps.weights.TensorWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The mean of a state in every layer, and the file that holds it: one vector {@code layers.12.a} a layer.
 *
 * @param owner of the vectors
 * @param state they are means of
 * @param byLayer (w) each
 */
record StateMeans(NDManager owner, State state, List<NDArray> byLayer) implements AutoCloseable {

    StateMeans {
        byLayer = List.copyOf(byLayer);
    }

    /** Writes means, one vector a layer. */
    static void write(Path file, State state, List<float[]> byLayer) throws IOException {
        SortedMap<String, float[]> vectors = new TreeMap<>();
        for (int layer = 0; layer < byLayer.size(); layer++) {
            vectors.put(name(layer, state), byLayer.get(layer));
        }
        TensorWriter.write(file, vectors);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws StepException if it holds not one vector for each layer of this model
     */
    static StateMeans read(Path file, Architecture architecture, String device) throws IOException {
        TensorFile tensors = TensorFile.read(file);
        State state = state(tensors);
        Integer width = architecture.states().get(state);
        if (width == null || tensors.tensors().size() != architecture.layers()) {
            throw other(
                    tensors,
                    "the model has " + architecture.layers() + " layers and the states "
                            + architecture.states().keySet().stream().sorted().toList());
        }
        NDManager owner = TorchEngine.newManager(device);
        try {
            List<NDArray> byLayer = new ArrayList<>();
            for (int layer = 0; layer < architecture.layers(); layer++) {
                if (!tensors.entry(name(layer, state)).shape().equals(List.of((long) width))) {
                    throw other(tensors, state.symbol() + " of the model is " + width + " wide");
                }
                byLayer.add(MappedTensors.read(owner, tensors, name(layer, state)));
            }
            return new StateMeans(owner, state, byLayer);
        } catch (IOException | RuntimeException failed) {
            owner.close();
            throw failed;
        }
    }

    private static State state(TensorFile tensors) {
        String first = tensors.tensors().isEmpty() ? "" : tensors.tensors().firstKey();
        for (State state : State.values()) {
            if (first.equals(name(0, state))) {
                return state;
            }
        }
        throw other(tensors, "the first should be called " + name(0, State.A));
    }

    private static StepException other(TensorFile tensors, String but) {
        String what = tensors.tensors().isEmpty()
                ? "no tensors"
                : tensors.tensors().size() + " tensors from '"
                        + tensors.tensors().firstKey() + "' on";
        return new StepException("means: the file holds " + what + ", but " + but
                + ". Give the output of average-states for the same model");
    }

    private static String name(int layer, State state) {
        return "layers.%d.%s".formatted(layer, state.symbol().toLowerCase(Locale.ROOT));
    }

    @Override
    public void close() {
        owner.close();
    }
}
