package dev.retrace.reports.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.retrace.engine.step.Lane;
import dev.retrace.engine.step.StepException;
import dev.retrace.reports.IdleLane;
import dev.retrace.reports.text.Json;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/** Another Java that is late, dies, lacks what it needs, or is not needed any more. */
class VectorProcessTest {

    private static final String REMEDY = "; without SVG files the report needs no second Java: set 'vectors: false'";
    private static final Sketch SKETCH = new Sketch("figure-2b", "", "", 300, "{}");
    private static final Duration LONG = Duration.ofMinutes(2);

    @Test
    void oneThatIsLateIsEnded() {
        assertEquals(
                "figures: the second Java that draws SVG files has not drawn a chart in 0 s and was ended" + REMEDY,
                refusal(List.of("sleep", "600"), Duration.ofMillis(300)));
    }

    @Test
    void oneThatDiesSaysHow() {
        assertEquals(
                "figures: the second Java that draws SVG files ended with exit code 7, saying: no room" + REMEDY,
                refusal(List.of("sh", "-c", "read line; echo no room >&2; exit 7"), LONG));
    }

    @Test
    void oneThatRunsOutOfMemorySaysSo() {
        assertEquals(
                "figures: the second Java that draws SVG files ran out of memory" + REMEDY,
                refusal(List.of("sh", "-c", "exit 3"), LONG));
    }

    @Test
    void withoutGraalJsItSaysWhatIsMissing() {
        String jars = Stream.of(
                        VectorWorker.class,
                        Lane.class,
                        JsonMapper.class,
                        JsonFactory.class,
                        JsonInclude.class,
                        NullMarked.class)
                .map(type ->
                        type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .distinct()
                .reduce((one, other) -> one + File.pathSeparator + other)
                .orElseThrow();

        String message = refusal(VectorProcess.command(jars), LONG);

        assertTrue(
                message.startsWith(
                        "figures: no SVG files can be drawn: GraalJS cannot be started, its jars are missing"),
                message);
        assertTrue(message.endsWith(REMEDY), message);
    }

    @Test
    void aChartThatCannotBeDrawnIsNamed() {
        Sketch broken = new Sketch("figure-9", "", "", 300, "{\"series\":[{\"type\":\"heatmap\"");

        StepException refusal = assertThrows(
                StepException.class, () -> VectorFigures.installed().draw(List.of(SKETCH, broken), new IdleLane()));

        String message = String.valueOf(refusal.getMessage());

        assertTrue(message.startsWith("figures: 'figure-9' cannot be drawn as SVG: ECharts says: "), message);
        assertTrue(message.endsWith("; draw it again with 'plot'" + REMEDY), message);
    }

    /** Killed without a word, a parent closes the other's standard input: there is no chart too many. */
    @Test
    void itEndsWithTheOneThatAsked() throws Exception {
        List<Sketch> many = Collections.nCopies(500, SKETCH);
        Process other = new ProcessBuilder(VectorProcess.command(System.getProperty("java.class.path")))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            other.getOutputStream()
                    .write((Json.mapper().writeValueAsString(many) + "\n").getBytes(StandardCharsets.UTF_8));
            other.getOutputStream().close();

            assertTrue(other.waitFor(LONG.toSeconds(), TimeUnit.SECONDS), "lives on");
            assertEquals(1, other.exitValue(), "has drawn all");
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void aCancelledCellDoesNotWaitForIt() {
        assertThrows(
                IllegalStateException.class,
                () -> new VectorFigures(List.of("sleep", "600"), LONG)
                        .draw(List.of(SKETCH), new Cancelled(new IdleLane())));
    }

    /** A document may be a stranger's: a drawing of such a size would fill the memory. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 20_001})
    void aChartOfNoSensibleHeightIsRefused(int height) {
        assertThrows(StepException.class, () -> new Sketch("figure-2b", "", "", height, "{}"));
    }

    @Test
    void withoutChartsThereIsNoOtherJava() throws IOException {
        List<String> drawn =
                new VectorFigures(List.of("/no/such/program"), LONG).draw(new ArrayList<>(), new IdleLane());

        assertEquals(List.of(), drawn);
    }

    /** The lane of a run that was interrupted. */
    private record Cancelled(Lane idle) implements Lane {

        @Override
        public void checkCancelled() {
            throw new IllegalStateException("interrupted");
        }

        @Override
        public <T extends AutoCloseable> T shared(String sha256, Class<T> type, Loader<T> loader) throws IOException {
            return idle.shared(sha256, type, loader);
        }

        @Override
        public String device() {
            return idle.device();
        }

        @Override
        public String precision() {
            return idle.precision();
        }

        @Override
        public void progress(long done, long total) {
            idle.progress(done, total);
        }

        @Override
        public void log(String line) {
            idle.log(line);
        }

        @Override
        public void note(String name, String value) {
            idle.note(name, value);
        }
    }

    private static String refusal(List<String> command, Duration patience) {
        StepException refusal = assertThrows(
                StepException.class, () -> new VectorFigures(command, patience).draw(List.of(SKETCH), new IdleLane()));
        return String.valueOf(refusal.getMessage());
    }
}
