package dev.retrace.reports.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a script may do, and what ECharts does with options that no plot of ours gives. */
class ScriptedChartsTest {

    private static ScriptedCharts charts;

    @BeforeAll
    static void start() {
        charts = ScriptedCharts.start();
    }

    @AfterAll
    static void end() {
        charts.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Java.type('java.lang.System')",
                "java.lang.System.exit(1)",
                "Packages.java.io.File",
                "load('/etc/passwd')",
                "load('https://example.org/a.js')",
                "read('/etc/passwd')",
                "readFully('/etc/passwd')",
                "readline()",
                "fetch('https://example.org')",
                "require('fs')",
                "process.env",
                "quit()",
                "Polyglot.eval('js', '1')",
                "new Worker('a.js')"
            })
    void aScriptReachesNothing(String script) {
        try (Context realm = charts.realm()) {
            PolyglotException refusal = assertThrows(PolyglotException.class, () -> realm.eval("js", script));

            assertTrue(refusal.isGuestException() && !refusal.isExit(), refusal::toString);
        }
    }

    @Test
    void aModuleIsNotImported() {
        try (Context realm = charts.realm()) {
            String script =
                    "let how = 'waits'; import('/etc/passwd').then(() => { how = 'read'; }, () => { how = 'refused'; });";
            realm.eval("js", script);

            assertEquals("refused", realm.eval("js", "how").asString());
        }
    }

    /** Above some thousand cells ECharts would draw them bit by bit, and a saved drawing lack most of them. */
    @Test
    void aLargeMapIsDrawnWhole() {
        String cells = IntStream.range(0, 6000)
                .mapToObj(i -> "[" + i % 100 + "," + i / 100 + ",1]")
                .collect(Collectors.joining(","));
        String svg = charts.draw(sketch("{\"animation\":false,\"xAxis\":{\"type\":\"category\"},"
                + "\"yAxis\":{\"type\":\"category\"},\"visualMap\":{\"show\":false,\"min\":0,\"max\":2,"
                + "\"inRange\":{\"color\":[\"#000000\",\"#00ff00\"]}},"
                + "\"series\":[{\"type\":\"heatmap\",\"data\":[" + cells + "]}]}"));

        assertEquals(6000, svg.split("<path[^>]*(?:rgb\\(0,128,0\\)|#008000)", -1).length - 1);
    }

    @Test
    void aPictureIsRefused() {
        String drawn = charts.draw(sketch("{\"graphic\":[{\"type\":\"image\",\"style\":"
                + "{\"image\":\"https://example.org/a.png\",\"width\":9,\"height\":9}}]}"));

        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> PlainSvg.of(drawn, "", ""));
        assertTrue(refusal.toString().contains("<image>"), refusal::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "null", "{\"series\":[{\"type\":\"heatmap\",\"coordinateSystem\":\"none\"}]}"})
    void whatCannotBeDrawnIsRefusedInWords(String option) {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> charts.draw(sketch(option)));

        assertTrue(refusal.toString().contains(": ECharts says: "), refusal::toString);
    }

    private static Sketch sketch(String option) {
        return new Sketch("figure", "", "", 300, option);
    }
}
