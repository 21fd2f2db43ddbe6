package dev.retrace.steps.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.TestDevice;
import dev.retrace.steps.checkpoint.ModelConfig;
import dev.retrace.steps.intervention.Intervention.Add;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.TokenSpan;
import dev.retrace.steps.tensor.TorchEngine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Logits wherever they can be asked for, against whole passes in double precision. */
class LogitsTest {

    private static final TokenBatch PROMPTS = new TokenBatch(
            List.of(new int[] {3, 1, 4, 1, 5, 9}, new int[] {2}, new int[] {6, 5, 3, 5, 8, 9, 7, 9}), List.of(0, 0, 2));
    private static final double NEAR = 2e-5;

    static List<ModelConfig> shapes() {
        return Shapes.all();
    }

    /** Tokens before the change are those of the base run, tokens after it are not. */
    @ParameterizedTest
    @MethodSource("shapes")
    void everyPositionOfUnchangedAndChangedRowsEqualsAWholePass(ModelConfig config) {
        RandomWeights weights = RandomWeights.of(config, 0.2);
        NaiveReplay naive = new NaiveReplay(weights.naive());
        try (ResidualModel model = weights.model(TorchEngine.newManager(TestDevice.NAME));
                PrefixCache run = model.prefill(PROMPTS, Keep.forReplay())) {
            naive.know(run, PROMPTS);
            List<Row> rows = new ArrayList<>();
            for (int prompt = 0; prompt < run.prompts(); prompt++) {
                rows.add(new Row(run, prompt, List.of()));
                int middle = run.length(prompt) / 2;
                NDArray delta = model.owner().ones(new Shape(config.width()));
                rows.add(new Row(
                        run,
                        prompt,
                        List.of(new Add(new Site(State.H, config.layers() - 1), TokenSpan.at(middle), delta))));
                rows.add(new Row(run, prompt, List.of(new Add(new Site(State.H, 0), TokenSpan.at(middle), delta))));
            }

            Readout read = model.replay(rows, new Query.Logits(new Positions.All()));

            for (int row = 0; row < rows.size(); row++) {
                double[][] whole = naive.logits(rows.get(row));
                for (int token = 0; token < whole.length; token++) {
                    assertNear(whole[token], read.logits(row, token));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void chosenPositionsAndColumnsComeInTheOrderAskedFor(ModelConfig config) {
        RandomWeights weights = RandomWeights.of(config, 0.2);
        NaiveReplay naive = new NaiveReplay(weights.naive());
        try (ResidualModel model = weights.model(TorchEngine.newManager(TestDevice.NAME));
                PrefixCache run = model.prefill(PROMPTS, Keep.forReplay())) {
            naive.know(run, PROMPTS);
            List<Row> rows =
                    List.of(new Row(run, 2, List.of()), new Row(run, 1, List.of()), new Row(run, 0, List.of()));
            Positions at = new Positions.Chosen(List.of(List.of(7, 0, 3), List.of(), List.of(2, 2)));

            Readout read = model.replay(rows, new Query.Logits(at, List.of(28, 0, 11)));

            double[][] third = naive.logits(rows.get(0));
            double[][] first = naive.logits(rows.get(2));
            assertNear(columns(third[7]), read.logits(0, 0));
            assertNear(columns(third[0]), read.logits(0, 1));
            assertNear(columns(third[3]), read.logits(0, 2));
            assertNear(columns(first[2]), read.logits(2, 0));
            assertNear(columns(first[2]), read.logits(2, 1));
        }
    }

    @Test
    void whatCannotBeReadIsRefused() throws IOException {
        try (ResidualModel model = TinyModel.load(TinyModel.MAMBA1);
                PrefixCache run = model.prefill(new TokenBatch(List.of(TinyModel.PROMPT)), Keep.forReplay())) {
            List<Row> rows = List.of(new Row(run, 0, List.of()));
            assertRefused("has the positions 0 to 7, but 8", () -> model.replay(rows, chosen(List.of(List.of(8)))));
            assertRefused(
                    "has the positions 0 to 7, but -1", () -> model.replay(rows, chosen(List.of(List.of(0, -1)))));
            assertRefused(
                    "as many lists of positions, not 2",
                    () -> model.replay(rows, chosen(List.of(List.of(), List.of()))));
            assertRefused(
                    "numbers from 0 to 95",
                    () -> model.replay(rows, new Query.Logits(new Positions.Last(), List.of(96))));
            Readout logits = model.replay(rows, new Query.Logits());
            assertThrows(IllegalStateException.class, () -> logits.token(0));
            assertThrows(
                    IllegalStateException.class,
                    () -> model.replay(rows, new Query.Top()).logits(0));
        }
    }

    private static Query chosen(List<List<Integer>> positions) {
        return new Query.Logits(new Positions.Chosen(positions));
    }

    private static void assertRefused(String words, Executable work) {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, work).getMessage());
        assertTrue(message.contains(words), message);
    }

    private static double[] columns(double[] logits) {
        return new double[] {logits[28], logits[0], logits[11]};
    }

    private static void assertNear(double[] expected, float[] found) {
        assertEquals(expected.length, found.length);
        for (int i = 0; i < found.length; i++) {
            assertEquals(expected[i], found[i], NEAR * (1 + Math.abs(expected[i])));
        }
    }
}
