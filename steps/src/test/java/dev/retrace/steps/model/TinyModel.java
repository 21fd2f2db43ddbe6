package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.retrace.steps.checkpoint.Checkpoint;
import dev.retrace.steps.intervention.Intervention;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.TokenSpan;
import dev.retrace.steps.tensor.TorchEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The tiny Mamba of the test resources, and the numbers that belong to it. */
final class TinyModel {

    static final int[] PROMPT = {43, 45, 57, 70, 83, 4, 35, 15};
    static final int[] OTHER = {70, 82, 32, 32, 93, 60, 84, 5};
    private static final JsonMapper JSON = new JsonMapper();

    private TinyModel() {}

    static Path folder() {
        try {
            return Path.of(Objects.requireNonNull(TinyModel.class.getResource("/mamba1-tiny"))
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static JsonNode json(String name) {
        return json(folder().resolve(name));
    }

    static JsonNode json(Path file) {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    static Mamba1 load() throws IOException {
        return (Mamba1) ModelLoader.ofFolder(folder(), "cpu");
    }

    static Mamba1 load(long restartBytes) throws IOException {
        NDManager owner = TorchEngine.newManager("cpu");
        Checkpoint checkpoint = Checkpoint.read(folder());
        return new Mamba1(owner, checkpoint.config(), ModelLoader.weights(checkpoint, owner), restartBytes);
    }

    static NaiveForward naive(NDManager owner) throws IOException {
        Checkpoint checkpoint = Checkpoint.read(folder());
        Map<String, NDArray> weights = ModelLoader.weights(checkpoint, owner);
        return new NaiveForward(owner, checkpoint.config(), weights);
    }

    static int[] ids(JsonNode ids) {
        return ids.valueStream().mapToInt(JsonNode::intValue).toArray();
    }

    static State state(String symbol) {
        return State.valueOf(symbol.toUpperCase(Locale.ROOT));
    }

    /** Restores a state in every layer of a window [layer - window / 2, … + window), cut at the ends. */
    static List<Intervention> window(State state, int window, int layer, int layers, int token, PrefixCache from) {
        List<Intervention> changes = new ArrayList<>();
        int low = layer - window / 2;
        for (int k = Math.max(0, low); k < Math.min(layers, low + window); k++) {
            changes.add(new Intervention.Restore(new Site(state, k), TokenSpan.at(token), from, 0));
        }
        return changes;
    }
}
