package dev.retrace.steps.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.steps.checkpoint.MambaConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ForwardBenchTest {

    private static final MambaConfig SMALL = new MambaConfig(2, 4, 8, 3, 4, 1, 10, 1e-5, true);

    /**
     * Per token and layer: into a and gate 2 · 8 · 4, into the scan 8 · (1 + 2 · 3), its step 8 · 1, out
     * 8 · 4, that is 160; per row the output matrix 4 · 10. Two operations each.
     */
    @Test
    void operationsAreThoseOfTheMatrixProducts() {
        assertEquals(2 * 3 * (5 * 2 * 160 + 40), new ForwardBench(3, 5, 1, "float32").operations(SMALL));
    }

    /** A published Mamba of 130 million parameters has 129 of them, 90 in its blocks and 39 in its embedding. */
    @ParameterizedTest
    @EnumSource
    void theShapesHaveThePublishedNumbersOfParameters(PublishedShape shape) {
        double perToken = new ForwardBench(1, 1, 1, "float32").operations(shape.config()) / 2e6;
        assertTrue(perToken > 120 && perToken < 130, shape + " multiplies " + perToken + " million weights");
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "float16"})
    void bothSpeedsAreMeasured(String precision) {
        ForwardBench.Speed speed = new ForwardBench(2, 3, 1, precision).of(SMALL);
        assertTrue(speed.forward() > 0 && speed.product() > 0 && speed.share() > 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--rows=0", "--tokens=-1", "--family=rnn", "--rounds=x"})
    void mistakesAreUsageErrors(String option) {
        assertEquals(
                2,
                new CommandLine(new ForwardCommand())
                        .setErr(new PrintWriter(new StringWriter()))
                        .execute(option));
    }
}
