package dev.retrace.steps.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.intervention.Intervention.Add;
import dev.retrace.steps.intervention.Intervention.RankOne;
import dev.retrace.steps.intervention.Intervention.Restore;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.TokenSpan;
import dev.retrace.steps.intervention.Weight;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a replay leaves alone and refuses; that it is right, {@link FamilyReplayTest} says. */
class ReplayTest {

    private static final int LAYERS = 4;
    private static final Set<State> STATES = Set.of(State.H, State.O, State.G, State.S, State.A, State.G_RAW);
    private static final Keep EVERYTHING = new Keep(STATES, true);
    private static final TokenBatch PROMPT = new TokenBatch(List.of(TinyModel.PROMPT));
    private static final TokenBatch OTHER = new TokenBatch(List.of(TinyModel.OTHER));

    @Test
    void theSameRowsGiveTheSameBits() throws IOException {
        try (ResidualModel model = TinyModel.load(TinyModel.MAMBA1);
                PrefixCache clean = model.prefill(PROMPT, EVERYTHING);
                PrefixCache corrupt = model.prefill(OTHER, Keep.forReplay())) {
            List<Row> rows = grid(clean, corrupt);

            Readout first = model.replay(rows, new Query.Logits());
            Readout second = model.replay(rows, new Query.Logits());

            for (int row = 0; row < rows.size(); row++) {
                assertArrayEquals(first.logits(row), second.logits(row), 0);
            }
        }
    }

    @Test
    void nothingIsLeftBehind() throws IOException {
        try (ResidualModel model = TinyModel.load(TinyModel.MAMBA1)) {
            int before = model.owner().getManagedArrays().size();

            for (int repeat = 0; repeat < 20; repeat++) {
                try (PrefixCache clean = model.prefill(PROMPT, EVERYTHING);
                        PrefixCache corrupt = model.prefill(OTHER, Keep.forReplay())) {
                    model.replay(grid(clean, corrupt), new Query.Top());
                }
            }

            assertEquals(before, model.owner().getManagedArrays().size());
        }
    }

    @Test
    void aReplayLeavesItsRunsAsTheyWere() throws IOException {
        try (ResidualModel model = TinyModel.load(TinyModel.MAMBA1);
                PrefixCache clean = model.prefill(PROMPT, EVERYTHING);
                PrefixCache corrupt = model.prefill(OTHER, EVERYTHING)) {
            NDArray h = corrupt.kept(new Site(State.H, 2));
            float[] before = h.toFloatArray();

            model.replay(grid(clean, corrupt), new Query.Top());

            assertArrayEquals(before, h.toFloatArray(), 0);
        }
    }

    @Test
    void rowsThatCannotBeReplayedAreRefused() throws IOException {
        try (ResidualModel model = TinyModel.load(TinyModel.MAMBA1);
                ResidualModel other = TinyModel.load(TinyModel.MAMBA1);
                PrefixCache clean = model.prefill(PROMPT, Keep.states(State.H));
                PrefixCache corrupt = model.prefill(OTHER, Keep.forReplay())) {
            Query top = new Query.Top();
            Row unready = new Row(clean, 0, List.of(restore(State.H, 0, clean)));
            Row strange = new Row(corrupt, 1, List.of());
            Row above = new Row(corrupt, 0, List.of(restore(State.H, LAYERS, clean)));
            Row missing = new Row(corrupt, 0, List.of(restore(State.G, 0, clean)));
            Row good = new Row(corrupt, 0, List.of());
            NDArray three = model.owner().ones(new Shape(3));
            Row strangeState = new Row(corrupt, 0, List.of(restore(State.ATTN, 0, clean)));
            Row narrow = new Row(corrupt, 0, List.of(new Add(new Site(State.H, 0), TokenSpan.at(0), three)));
            Row strangeWeight = new Row(corrupt, 0, List.of(new RankOne(Weight.W_DOWN, 0, three, three)));
            Row oddEdit = new Row(corrupt, 0, List.of(new RankOne(Weight.W_A, 0, three, three)));

            assertRefused("Keep.forReplay()", () -> model.replay(List.of(unready), top));
            assertRefused("prompt 1 of a run of 1", () -> model.replay(List.of(strange), top));
            assertRefused("layers 0 to 3", () -> model.replay(List.of(above), top));
            assertRefused("name it in Keep", () -> model.replay(List.of(missing), top));
            assertRefused("another model", () -> other.replay(List.of(good), top));
            assertRefused("has the states", () -> model.replay(List.of(strangeState), top));
            assertRefused("32 wide", () -> model.replay(List.of(narrow), top));
            assertRefused("has the weights", () -> model.replay(List.of(strangeWeight), top));
            assertRefused("32 inputs and 64 outputs", () -> model.replay(List.of(oddEdit), top));
            assertRefused("has the states", () -> model.prefill(PROMPT, Keep.states(State.MLP)));
            assertRefused("as many tokens", () -> model.replay(List.of(good), new Query.Probability(List.of())));
            assertRefused(
                    "numbers from 0 to 95",
                    () -> model.prefill(new TokenBatch(List.of(new int[] {96})), Keep.forReplay()));
        }
    }

    private static void assertRefused(String words, Executable work) {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, work).getMessage());
        assertTrue(message.contains(words), message);
    }

    private static Restore restore(State state, int layer, PrefixCache from) {
        return new Restore(new Site(state, layer), TokenSpan.at(2), from, 0);
    }

    private static List<Row> grid(PrefixCache clean, PrefixCache corrupt) {
        List<Row> rows = new ArrayList<>();
        for (State state : STATES) {
            for (int layer = 0; layer < LAYERS; layer++) {
                for (int token = 0; token < corrupt.length(0); token++) {
                    rows.add(new Row(corrupt, 0, TinyModel.window(state, 2, layer, LAYERS, token, clean)));
                }
            }
        }
        return rows;
    }
}
