package dev.retrace.steps.model;

import dev.retrace.steps.TestDevice;
import dev.retrace.steps.intervention.Intervention;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.TokenSpan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The tiny models of the test resources, and the numbers that belong to them. */
final class TinyModel {

    static final String MAMBA1 = "mamba1-tiny";
    static final int[] PROMPT = {43, 45, 57, 70, 83, 4, 35, 15};
    static final int[] OTHER = {70, 82, 32, 32, 93, 60, 84, 5};
    private static final JsonMapper JSON = new JsonMapper();

    private TinyModel() {}

    static Path folder(String name) {
        try {
            return Path.of(Objects.requireNonNull(TinyModel.class.getResource("/" + name))
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static JsonNode json(Path file) {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    static ResidualModel load(String name) throws IOException {
        return (ResidualModel) ModelLoader.ofFolder(folder(name), TestDevice.NAME);
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
