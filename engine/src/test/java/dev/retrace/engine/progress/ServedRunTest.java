package dev.retrace.engine.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class ServedRunTest {

    private final ServedRun run = new ServedRun("20261121-093000-8000", steps());

    private static Map<String, Integer> steps() {
        Map<String, Integer> steps = new LinkedHashMap<>();
        steps.put("source", 1);
        steps.put("copies", 1000);
        steps.put("none", 0);
        return steps;
    }

    @Test
    void plainLinesTellEachStep() {
        assertEquals("""
                run 20261121-093000-8000
                source               served
                copies               1000 cells: 1000 served
                none                 0 cells:\s
                """, told(run::tell));
    }

    /** Five rows leave two for steps, of which the last are shown. */
    @Test
    void aTerminalIsLeftWithTheBlockThatFitsIt() {
        assertEquals("""
                run 20261121-093000-8000
                \033[?7l  ✓ copies  1000 cells: 1000 served
                  ✓ none    0 cells:\s
                    and 1 more step
                \033[?7h""", told(err -> run.draw(err, 5, 80, false)));
    }

    private static String told(Consumer<PrintStream> teller) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        teller.accept(err);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
