package dev.retrace.steps.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.model.Keep;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.NaiveLanguageModel;
import dev.retrace.steps.model.ScanRun;
import dev.retrace.steps.model.TokenBatch;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Several channels as one matrix, on a random Mamba. */
class RuleTest {

    private static final int TOKENS = 5;
    private static final NaiveLanguageModel.Twins TWINS =
            NaiveLanguageModel.twins(NaiveLanguageModel.shapes().get(0));
    private final HiddenAttention attention = attention(TWINS.model());

    @AfterAll
    static void close() {
        TWINS.close();
    }

    private static HiddenAttention attention(LanguageModel model) {
        try (PrefixCache run = model.prefill(new TokenBatch(List.of(new int[] {3, 1, 4, 1, 5})), Keep.forReplay())) {
            return new HiddenAttention(ScanRun.of(model, run, 0, 0));
        }
    }

    @Test
    void signsCancelInTheMeanAndNotInThatOfAbsoluteValues() {
        double one = attention.matrix(0)[4][2];
        double other = attention.matrix(3)[4][2];

        assertEquals((one + other) / 2, Rule.SIGNED.of(attention, new int[] {0, 3})[4][2], 1e-12);
        assertEquals((Math.abs(one) + Math.abs(other)) / 2, Rule.ABSOLUTE.of(attention, new int[] {0, 3})[4][2], 1e-12);
    }

    @Test
    void linesOfSharesAddUpToOne() {
        for (double[] line : Rule.SHARE.of(attention, new int[] {0, 1, 2})) {
            assertEquals(1, Arrays.stream(line).sum(), 1e-12);
        }
    }

    @Test
    void nothingIsTakenFromLaterTokens() {
        for (Rule rule : Rule.values()) {
            double[][] matrix = rule.of(attention, new int[] {0, 1});
            for (int t = 0; t < TOKENS; t++) {
                for (int s = t + 1; s < TOKENS; s++) {
                    assertEquals(0, matrix[t][s]);
                }
            }
        }
    }
}
