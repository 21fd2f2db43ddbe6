package dev.retrace.steps.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The model against numbers of an independent float64 implementation. */
class Mamba1OracleTest {

    private static final float FORWARD = 1e-4f;

    @Test
    void logitsOfWholePromptsAgree() throws IOException {
        JsonNode expected = TinyModel.json("expected.json");
        try (Mamba1 model = TinyModel.load()) {
            for (int prompt = 0; prompt < expected.path("input_ids").size(); prompt++) {
                int[] ids = TinyModel.ids(expected.path("input_ids").get(prompt));

                for (int length = 1; length <= ids.length; length++) {
                    int[] part = Arrays.copyOf(ids, length);
                    try (PrefixCache run = model.prefill(new TokenBatch(List.of(part)), Keep.forReplay())) {
                        Readout read = model.replay(List.of(new Row(run, 0, List.of())), new Query.Logits());
                        close(expected.path("logits").get(prompt).get(length - 1), read.logits(0), FORWARD);
                    }
                }
            }
        }
    }

    /** The last entry of hidden_states is after the final normalisation; entry i < n is after block i. */
    @Test
    void hiddenStatesAgree() throws IOException {
        JsonNode expected = TinyModel.json("expected.json");
        List<int[]> prompts = new ArrayList<>();
        expected.path("input_ids").forEach(ids -> prompts.add(TinyModel.ids(ids)));
        try (Mamba1 model = TinyModel.load();
                PrefixCache run = model.prefill(new TokenBatch(prompts), Keep.states(State.H))) {
            for (int layer = 0; layer < model.architecture().layers(); layer++) {
                float[] found = run.kept(new Site(State.H, layer)).toFloatArray();
                close(flat(expected.path("hidden_states").get(layer)), found, FORWARD);
            }
        }
    }

    @Test
    void innerStatesAgree() throws IOException {
        JsonNode expected = TinyModel.json("inner.json");
        TokenBatch prompt = new TokenBatch(List.of(TinyModel.ids(expected.path("ids"))));
        try (Mamba1 model = TinyModel.load();
                PrefixCache run = model.prefill(prompt, Keep.states(State.values()))) {
            for (int layer = 0; layer < model.architecture().layers(); layer++) {
                for (State state : State.values()) {
                    float[] found = run.kept(new Site(state, layer)).toFloatArray();
                    close(flat(expected.path("layers").get(layer).path(state.symbol())), found, FORWARD / 10);
                }
            }
        }
    }

    @Test
    void tracingGridsOfTheTinyModelAgree() throws IOException {
        try (Mamba1 model = TinyModel.load()) {
            TinyModel.json("tracing.json").path("cases").forEach(trace -> traces(model, trace));
        }
    }

    @Test
    void tracingGridsOfTheTrainedModelAgree() throws IOException {
        Path shared = shared();
        try (LanguageModel model = ModelLoader.ofFolder(shared.resolve("models/facts-mamba-13m"), "cpu")) {
            JsonNode oracle = TinyModel.json(shared.resolve("oracles/tracing-facts-mamba-13m.json"));
            oracle.path("cases").forEach(trace -> traces(model, trace));
        }
    }

    private static void traces(LanguageModel model, JsonNode trace) {
        TokenBatch cleanPrompt = new TokenBatch(List.of(TinyModel.ids(trace.path("clean_ids"))));
        TokenBatch corruptPrompt = new TokenBatch(List.of(TinyModel.ids(trace.path("corrupt_ids"))));
        int answer = trace.path("answer").intValue();
        try (PrefixCache clean = model.prefill(cleanPrompt, new Keep(Set.of(State.values()), true));
                PrefixCache corrupt = model.prefill(corruptPrompt, Keep.forReplay())) {
            Readout top = model.replay(List.of(new Row(clean, 0, List.of())), new Query.Top());
            assertEquals(answer, top.token(0));
            close(trace.path("p_high").doubleValue(), top.probability(0));
            Readout low = probability(model, List.of(new Row(corrupt, 0, List.of())), answer);
            close(trace.path("p_low").doubleValue(), low.probability(0));
            trace.path("grids").forEach(grid -> grid(model, grid, clean, corrupt, answer));
        }
    }

    private static void grid(LanguageModel model, JsonNode grid, PrefixCache clean, PrefixCache corrupt, int answer) {
        State state = TinyModel.state(grid.path("state").stringValue());
        int window = grid.path("window").intValue();
        int layers = model.architecture().layers();
        List<Row> rows = new ArrayList<>();
        for (int token = 0; token < corrupt.length(0); token++) {
            for (int layer = 0; layer < layers; layer++) {
                rows.add(new Row(corrupt, 0, TinyModel.window(state, window, layer, layers, token, clean)));
            }
        }

        Readout read = probability(model, rows, answer);

        JsonNode expected = flat(grid.path("p"));
        for (int row = 0; row < rows.size(); row++) {
            close(expected.get(row).doubleValue(), read.probability(row));
        }
    }

    private static Readout probability(LanguageModel model, List<Row> rows, int token) {
        return model.replay(rows, new Query.Probability(Collections.nCopies(rows.size(), token)));
    }

    private static void close(double expected, float found) {
        assertEquals(expected, found, 1e-5 + 1e-3 * Math.abs(expected));
    }

    private static void close(JsonNode expected, float[] found, float tolerance) {
        assertEquals(expected.size(), found.length);
        for (int i = 0; i < found.length; i++) {
            assertEquals(expected.get(i).doubleValue(), found[i], tolerance);
        }
    }

    private static JsonNode flat(JsonNode nested) {
        if (!nested.get(0).isArray()) {
            return nested;
        }
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        nested.forEach(part -> flat(part).forEach(all::add));
        return all;
    }

    private static Path shared() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isRegularFile(folder.resolve("shared/design.md"))) {
            folder = folder.getParent();
        }
        Assumptions.assumeTrue(
                folder != null, "no folder 'shared' beside the checkout: the trained model is not tested");
        return Objects.requireNonNull(folder).resolve("shared");
    }
}
