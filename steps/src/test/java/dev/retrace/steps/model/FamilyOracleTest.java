package dev.retrace.steps.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Every family against numbers of an independent float64 implementation. */
class FamilyOracleTest {

    private static final float FORWARD = 1e-4f;

    @ParameterizedTest
    @ValueSource(strings = {TinyModel.MAMBA1, "falcon-mamba-tiny", "mamba2-tiny", "gptneox-tiny"})
    void logitsAfterEveryTokenAgree(String name) throws IOException {
        JsonNode expected = TinyModel.json(TinyModel.folder(name).resolve("expected.json"));
        try (LanguageModel model = TinyModel.load(name)) {
            for (int prompt = 0; prompt < expected.path("input_ids").size(); prompt++) {
                int[] ids = TinyModel.ids(expected.path("input_ids").get(prompt));
                List<int[]> parts = new ArrayList<>();
                for (int length = 1; length <= ids.length; length++) {
                    parts.add(Arrays.copyOf(ids, length));
                }
                try (PrefixCache run = model.prefill(new TokenBatch(parts), Keep.forReplay())) {
                    List<Row> rows = new ArrayList<>();
                    for (int part = 0; part < parts.size(); part++) {
                        rows.add(new Row(run, part, List.of()));
                    }
                    Readout read = model.replay(rows, new Query.Logits());
                    for (int part = 0; part < parts.size(); part++) {
                        close(expected.path("logits").get(prompt).get(part), read.logits(part), FORWARD);
                    }
                }
            }
        }
    }

    /** Mamba's entries are after each block, GPT-NeoX's before; the last is after the final normalisation. */
    @ParameterizedTest
    @ValueSource(strings = {TinyModel.MAMBA1, "falcon-mamba-tiny", "mamba2-tiny", "gptneox-tiny"})
    void hiddenStatesAgree(String name) throws IOException {
        JsonNode expected = TinyModel.json(TinyModel.folder(name).resolve("expected.json"));
        int shift = name.equals("gptneox-tiny") ? 1 : 0;
        List<int[]> prompts = new ArrayList<>();
        expected.path("input_ids").forEach(ids -> prompts.add(TinyModel.ids(ids)));
        try (LanguageModel model = TinyModel.load(name);
                PrefixCache run = model.prefill(new TokenBatch(prompts), Keep.states(State.H))) {
            for (int layer = 0; layer < model.architecture().layers() - shift; layer++) {
                float[] found = run.kept(new Site(State.H, layer)).toFloatArray();
                close(flat(expected.path("hidden_states").get(layer + shift)), found, FORWARD);
            }
        }
    }

    @Test
    void innerStatesOfMambaAgree() throws IOException {
        JsonNode expected = TinyModel.json(TinyModel.folder(TinyModel.MAMBA1).resolve("inner.json"));
        TokenBatch prompt = new TokenBatch(List.of(TinyModel.ids(expected.path("ids"))));
        Set<State> states = Set.of(State.H, State.O, State.S, State.G);
        try (LanguageModel model = TinyModel.load(TinyModel.MAMBA1);
                PrefixCache run = model.prefill(prompt, new Keep(states, false))) {
            for (int layer = 0; layer < model.architecture().layers(); layer++) {
                for (State state : states) {
                    float[] found = run.kept(new Site(state, layer)).toFloatArray();
                    close(flat(expected.path("layers").get(layer).path(state.symbol())), found, FORWARD / 10);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {TinyModel.MAMBA1, "falcon-mamba-tiny", "mamba2-tiny", "gptneox-tiny"})
    void tracingGridsAgree(String name) throws IOException {
        try (LanguageModel model = TinyModel.load(name)) {
            TinyModel.json(TinyModel.folder(name).resolve("tracing.json"))
                    .path("cases")
                    .forEach(trace -> traces(model, trace));
        }
    }

    private static void traces(LanguageModel model, JsonNode trace) {
        TokenBatch cleanPrompt = padded(trace, "clean");
        TokenBatch corruptPrompt = padded(trace, "corrupt");
        int answer = trace.path("answer").intValue();
        try (PrefixCache clean = model.prefill(
                        cleanPrompt, new Keep(model.architecture().states().keySet(), true));
                PrefixCache corrupt = model.prefill(corruptPrompt, Keep.forReplay())) {
            Readout top = model.replay(List.of(new Row(clean, 0, List.of())), new Query.Top());
            assertEquals(answer, top.token(0));
            close(trace.path("p_high").doubleValue(), top.probability(0));
            Readout low = probability(model, List.of(new Row(corrupt, 0, List.of())), answer);
            close(trace.path("p_low").doubleValue(), low.probability(0));
            trace.path("grids").forEach(grid -> grid(model, grid, clean, corrupt, answer));
        }
    }

    private static TokenBatch padded(JsonNode trace, String side) {
        return new TokenBatch(
                List.of(TinyModel.ids(trace.path(side + "_ids"))),
                List.of(trace.path("pads_" + side).asInt(0)));
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
}
