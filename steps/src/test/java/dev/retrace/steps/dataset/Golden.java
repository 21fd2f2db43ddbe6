package dev.retrace.steps.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepRegistry;
import dev.retrace.engine.table.Table;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;

/**
 * What a step gave when its version was last raised: users' caches hold it under that version.
 *
 * @param test beside which the tables lie
 */
public record Golden(Class<?> test, String step, int version) {

    private static final String NUMBER = "-?\\d+\\.\\d+(E-?\\d+)?";

    /** Requires the columns of a held table, numbers within the step's tolerance; more columns are not looked at. */
    public void assertTable(String held, Path output) throws Exception {
        Table table = Table.read(output);
        Table expected = read(held);
        assertEquals(version, descriptor().version(), "the version was raised: put the new output into " + held);
        assertEquals(expected.size(), table.size(), changed());
        for (int row = 0; row < expected.size(); row++) {
            for (String column : expected.columns()) {
                assertClose(expected.text(row, column), table.text(row, column), column);
            }
        }
    }

    /** Requires the same, and no more columns. */
    public void assertWholeTable(String held, Path output) throws Exception {
        assertEquals(read(held).columns(), Table.read(output).columns(), changed());
        assertTable(held, output);
    }

    /** Requires the very bytes. */
    public void assertBytes(String sha256, Path output) throws Exception {
        byte[] bytes = Files.readAllBytes(output);
        assertEquals(version, descriptor().version(), "the version was raised: put the new digest here");
        assertEquals(
                sha256,
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)),
                () -> changed() + "; it is now\n" + new String(bytes, StandardCharsets.UTF_8));
    }

    private Table read(String held) throws Exception {
        try (InputStream file = test.getResourceAsStream(held)) {
            return Table.ofCsv(new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private void assertClose(String held, String now, String column) {
        boolean measured = held.matches(NUMBER) && now.matches(NUMBER);
        assertTrue(
                measured
                        ? descriptor().tolerance().allows(Double.parseDouble(now), Double.parseDouble(held))
                        : held.equals(now),
                () -> changed() + ": " + column + ": " + held + " became " + now);
    }

    private String changed() {
        return "output of step %s version %d changed: raise its version or find the cause"
                .formatted(step, descriptor().version());
    }

    private StepDescriptor<?> descriptor() {
        return StepRegistry.installed().find(step).map(Step::descriptor).orElseThrow();
    }
}
