package dev.retrace.steps.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.retrace.steps.intervention.Intervention;
import dev.retrace.steps.intervention.Intervention.Restore;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.TokenSpan;
import dev.retrace.steps.tensor.TorchEngine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Replay against whole passes that reuse nothing. */
class ReplayTest {

    private static final int LAYERS = 4;
    private static final Keep EVERYTHING = new Keep(Set.of(State.values()), true);
    private static final TokenBatch PROMPT = new TokenBatch(List.of(TinyModel.PROMPT));
    private static final TokenBatch OTHER = new TokenBatch(List.of(TinyModel.OTHER));

    @Test
    void everyStateWindowAndTokenEqualsAWholePass() throws IOException {
        try (Mamba1 model = TinyModel.load();
                NDManager manager = TorchEngine.newManager("cpu");
                PrefixCache clean = model.prefill(PROMPT, EVERYTHING);
                PrefixCache corrupt = model.prefill(OTHER, Keep.forReplay())) {
            List<Row> rows = new ArrayList<>();
            for (State state : State.values()) {
                for (int window = 1; window <= LAYERS; window++) {
                    for (int layer = 0; layer < LAYERS; layer++) {
                        for (int token = 0; token < corrupt.length(0); token++) {
                            rows.add(new Row(corrupt, 0, TinyModel.window(state, window, layer, LAYERS, token, clean)));
                        }
                    }
                }
            }

            assertEqualsWholePasses(model, manager, rows, row -> TinyModel.OTHER);
        }
    }

    /** Four facts of different lengths, any number of changes of any kind over spans of tokens. */
    @Test
    void mixedRowsOfManyFactsEqualWholePasses() throws IOException {
        Random random = new Random(5);
        List<int[]> bases = new ArrayList<>();
        List<int[]> sources = new ArrayList<>();
        for (int fact = 0; fact < 4; fact++) {
            bases.add(random.ints(3 + 2 * fact, 0, 96).toArray());
            sources.add(random.ints(3 + 2 * fact, 0, 96).toArray());
        }
        try (Mamba1 model = TinyModel.load();
                NDManager manager = TorchEngine.newManager("cpu");
                PrefixCache from = model.prefill(new TokenBatch(sources), EVERYTHING);
                PrefixCache short2 = model.prefill(new TokenBatch(bases.subList(0, 2)), EVERYTHING);
                PrefixCache long2 = model.prefill(new TokenBatch(bases.subList(2, 4)), Keep.forReplay())) {
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < 80; i++) {
                int fact = random.nextInt(4);
                int length = bases.get(fact).length;
                List<Intervention> changes = new ArrayList<>();
                for (State state : State.values()) {
                    for (int layer = 0; layer < LAYERS; layer++) {
                        if (random.nextInt(6) == 0) {
                            int begin = random.nextInt(length);
                            TokenSpan span = new TokenSpan(begin, begin + 1 + random.nextInt(length - begin));
                            changes.add(new Restore(new Site(state, layer), span, from, fact));
                        }
                    }
                }
                rows.add(new Row(fact < 2 ? short2 : long2, fact % 2, changes));
            }

            assertEqualsWholePasses(
                    model, manager, rows, row -> bases.get(row.prompt() + (row.base() == long2 ? 2 : 0)));
        }
    }

    /** Once with all states kept, once with none: the scan is run again from what it ran over. */
    @Test
    void statesThatAreComputedAgainGiveTheSame() throws IOException {
        float[][] read = new float[2][];
        for (int kept = 0; kept < 2; kept++) {
            try (Mamba1 model = TinyModel.load(kept * Long.MAX_VALUE);
                    PrefixCache clean = model.prefill(new TokenBatch(prompts()), EVERYTHING);
                    PrefixCache corrupt = model.prefill(new TokenBatch(prompts()), Keep.forReplay())) {
                List<Row> rows = new ArrayList<>();
                for (int token = 0; token < 5; token++) {
                    for (int prompt = 0; prompt < 2; prompt++) {
                        Restore change = new Restore(new Site(State.S, 1), TokenSpan.at(token), clean, 1 - prompt);
                        rows.add(new Row(corrupt, prompt, List.of(change)));
                    }
                }
                read[kept] = probabilities(model.replay(rows, probability(rows)));
            }
        }

        assertArrayEquals(read[0], read[1], 1e-6f);
    }

    @Test
    void aRowWithoutChangesReadsItsBaseRun() throws IOException {
        try (Mamba1 model = TinyModel.load();
                NDManager manager = TorchEngine.newManager("cpu");
                PrefixCache run = model.prefill(new TokenBatch(prompts()), Keep.forReplay())) {
            Readout read =
                    model.replay(List.of(new Row(run, 0, List.of()), new Row(run, 1, List.of())), new Query.Top());

            for (int prompt = 0; prompt < 2; prompt++) {
                float[] naive =
                        TinyModel.naive(manager).probabilities(List.of(prompts().get(prompt)), NaiveForward.Hook.NONE);
                assertEquals(naive[read.token(prompt)], read.probability(prompt), 1e-5);
                for (float other : naive) {
                    assertTrue(other <= read.probability(prompt) + 1e-5);
                }
            }
        }
    }

    @Test
    void theSameRowsGiveTheSameBits() throws IOException {
        try (Mamba1 model = TinyModel.load();
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
        try (Mamba1 model = TinyModel.load()) {
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
        try (Mamba1 model = TinyModel.load();
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
        try (Mamba1 model = TinyModel.load();
                Mamba1 other = TinyModel.load();
                PrefixCache clean = model.prefill(PROMPT, Keep.states(State.H));
                PrefixCache corrupt = model.prefill(OTHER, Keep.forReplay())) {
            Query top = new Query.Top();
            Row unready = new Row(clean, 0, List.of());
            Row strange = new Row(corrupt, 1, List.of());
            Row above = new Row(corrupt, 0, List.of(restore(State.H, LAYERS, clean)));
            Row missing = new Row(corrupt, 0, List.of(restore(State.G, 0, clean)));
            Row good = new Row(corrupt, 0, List.of());

            assertRefused("Keep.forReplay()", () -> model.replay(List.of(unready), top));
            assertRefused("prompt 1 of a run of 1", () -> model.replay(List.of(strange), top));
            assertRefused("layers 0 to 3", () -> model.replay(List.of(above), top));
            assertRefused("name it in Keep", () -> model.replay(List.of(missing), top));
            assertRefused("another model", () -> other.replay(List.of(good), top));
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

    private static List<int[]> prompts() {
        return List.of(Arrays.copyOf(TinyModel.PROMPT, 5), TinyModel.OTHER);
    }

    private static List<Row> grid(PrefixCache clean, PrefixCache corrupt) {
        List<Row> rows = new ArrayList<>();
        for (State state : State.values()) {
            for (int layer = 0; layer < LAYERS; layer++) {
                for (int token = 0; token < corrupt.length(0); token++) {
                    rows.add(new Row(corrupt, 0, TinyModel.window(state, 2, layer, LAYERS, token, clean)));
                }
            }
        }
        return rows;
    }

    private static Query probability(List<Row> rows) {
        return new Query.Probability(Collections.nCopies(rows.size(), 11));
    }

    private static float[] probabilities(Readout read) {
        float[] all = new float[read.rows()];
        for (int row = 0; row < all.length; row++) {
            all[row] = read.probability(row);
        }
        return all;
    }

    private interface Prompts {
        int[] of(Row row);
    }

    private static void assertEqualsWholePasses(Mamba1 model, NDManager manager, List<Row> rows, Prompts prompts)
            throws IOException {
        NaiveForward naive = TinyModel.naive(manager);

        Readout read = model.replay(rows, probability(rows));

        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            float[] whole = naive.probabilities(List.of(prompts.of(row)), changes(row));
            assertEquals(whole[11], read.probability(i), 1e-5, row.changes().toString());
        }
    }

    /** The row's changes, as a callback on whole values (1, l, ·). */
    private static NaiveForward.Hook changes(Row row) {
        return (site, value) -> {
            for (Intervention change : row.changes()) {
                if (change instanceof Restore restore && change.site().equals(site)) {
                    String tokens = restore.at().begin() + ":" + restore.at().end();
                    NDArray kept = restore.from().kept(site);
                    value.set(new NDIndex("0, " + tokens), kept.get(new NDIndex(restore.prompt() + ", " + tokens)));
                }
            }
            return value;
        };
    }
}
