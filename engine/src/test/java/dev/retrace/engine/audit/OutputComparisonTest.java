package dev.retrace.engine.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.engine.audit.Differences.Summary;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Quotient;
import dev.retrace.engine.step.Tolerance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutputComparisonTest {

    private static final Tolerance SINGLE = new Tolerance(1e-5, 1e-3);
    private static final OutputSlot TENSORS = new OutputSlot("x", "safetensors");
    private static final OutputSlot EFFECTS = new OutputSlot("x", "csv")
            .dividing(new Quotient("ie", 1, List.of("high", "low")), new Quotient("percent", 100, List.of("high")));

    @TempDir
    private Path folder;

    /** Row 2: |0.5 − 0.75| is beyond 1e-5 + 1e-3 · 0.5; row 1: |2.001 − 2| is not. */
    @Test
    void aTableIsComparedNumberByNumber() throws IOException {
        Summary summary = compare("csv", "fact,p\na,2.0\nb,0.5\n", "fact,p\na,2.001\nb,0.75\n", SINGLE);

        assertEquals(2, summary.numbers());
        assertEquals(2, summary.differing());
        assertEquals(1, summary.beyond());
        assertEquals(0.25, summary.absolute());
        assertEquals(0.5, summary.relative());
        assertEquals("row 2, column p: stored 0.5, computed again 0.75", summary.first());
    }

    @Test
    void wholeNumbersAndTextsHaveToBeTheSame() throws IOException {
        assertEquals(1, compare("csv", "layer\n1000\n", "layer\n1001\n", SINGLE).beyond());
        assertEquals(1, compare("csv", "fact\nRome\n", "fact\nParis\n", SINGLE).beyond());
        assertEquals(1, compare("csv", "p\n0.5\n", "p\n\"\"\n", SINGLE).beyond());
    }

    @Test
    void otherColumnsOrRowsAreSaid() throws IOException {
        assertEquals(
                "the columns: stored [a], computed again [b]",
                compare("csv", "a\n1\n", "b\n1\n", SINGLE).first());
        assertEquals(
                "the number of rows: stored 1, computed again 2",
                compare("csv", "a\n1\n", "a\n1\n1\n", SINGLE).first());
    }

    @Test
    void theSameValuesInOtherBytesAreEnoughOnlyWithATolerance() throws IOException {
        assertEquals(0, compare("csv", "p\n0.50\n", "p\n0.5\n", SINGLE).beyond());
        assertEquals(
                1, compare("csv", "p\n0.50\n", "p\n0.5\n", Tolerance.SAME_BYTES).beyond());
    }

    @Test
    void jsonIsComparedByPath() throws IOException {
        Summary summary = compare("json", "{\"a\":[1.5,{\"b\":2.5}]}", "{\"a\":[1.5001,{\"b\":3.5}]}", SINGLE);

        assertEquals(1, summary.beyond());
        assertEquals("/a/1/b: stored 2.5, computed again 3.5", summary.first());
        assertEquals(
                "/c: stored nothing, computed again a value",
                compare("json", "{}", "{\"c\":1}", SINGLE).first());
    }

    @Test
    void whatHasNoNumbersHasToHaveTheSameBytes() throws IOException {
        assertEquals(
                "byte 1: stored 2 bytes, computed again 2 bytes, others from there",
                compare("html", "ab", "ac", SINGLE).first());
        assertEquals(1, compare("json", "not json", "{", SINGLE).beyond());
    }

    @Test
    void tensorsAreComparedElementByElement() throws IOException {
        Path held = tensor("held", "F32", 1f, 2f);
        Path near = tensor("near", "F32", 1f, 2.001f);
        Path far = tensor("far", "F32", 1f, 3f);
        Path other = tensor("other", "I32", 1f, 2f);

        assertEquals(0, OutputComparison.of(held, near, TENSORS, SINGLE).beyond());
        assertEquals(
                "x[1]: stored 2.0, computed again 3.0",
                OutputComparison.of(held, far, TENSORS, SINGLE).first());
        assertEquals(
                "tensor x: stored F32 [2], computed again I32 [2]",
                OutputComparison.of(held, other, TENSORS, SINGLE).first());
    }

    /**
     * 0.3 and 0.3004 differ by 4e-4, more than 1e-5 + 3e-4; over a span of 0.08 that is 3.2e-4 of 0.24, allowed are
     * 2.5e-4; over one of 0.001 it is 4e-6.
     */
    @Test
    void aQuotientIsWeighedByWhatItWasDividedByWhereThatIsSmall() throws IOException {
        assertEquals(1, quotients("0.3,1.0,0.9,0.5", "0.3004,1.0,0.9,0.5").beyond());
        assertEquals(1, quotients("0.3,1.0,0.92,0.5", "0.3004,1.0,0.92,0.5").beyond());
        assertEquals(0, quotients("0.3,1.0,0.999,0.5", "0.3004,1.0,0.999,0.5").beyond());
    }

    /** Allowed are 1e-5 + 1e-3 · 5e-6 of one, so 1e-3 percent. */
    @Test
    void aPercentageIsComparedInUnitsOfOne() throws IOException {
        assertEquals(0, quotients("0.3,1.0,0.5,0.0005", "0.3,1.0,0.5,0.0014").beyond());
        assertEquals(1, quotients("0.3,1.0,0.5,0.0005", "0.3,1.0,0.5,0.0016").beyond());
    }

    /** ‖b‖ = 1000: 0.5 is allowed as a whole, and so is a small number's own error; 1.5 is not. */
    @Test
    void aLineOfATensorMayBeJudgedAsAVector() throws IOException {
        Path held = tensor("held", "F32", 1000f, 0.5f);

        assertEquals(
                0, comparedAsTensors(held, tensor("near", "F32", 1000f, 1f)).beyond());
        assertEquals(1, comparedAsTensors(held, tensor("far", "F32", 1000f, 2f)).beyond());
        assertEquals(
                1,
                comparedAsTensors(held, tensor("nan", "F32", 1000f, Float.NaN)).beyond());
    }

    private Summary quotients(String held, String now) throws IOException {
        String head = "ie,high,low,percent\n";
        return OutputComparison.of(
                Files.writeString(folder.resolve("held"), head + held + "\n"),
                Files.writeString(folder.resolve("now"), head + now + "\n"),
                EFFECTS,
                SINGLE);
    }

    private static Summary comparedAsTensors(Path held, Path now) throws IOException {
        return OutputComparison.of(held, now, TENSORS, SINGLE);
    }

    private Summary compare(String extension, String held, String now, Tolerance tolerance) throws IOException {
        return OutputComparison.of(
                Files.writeString(folder.resolve("held"), held),
                Files.writeString(folder.resolve("now"), now),
                new OutputSlot("x", extension),
                tolerance);
    }

    private Path tensor(String name, String type, float first, float second) throws IOException {
        byte[] header = "{\"x\":{\"dtype\":\"%s\",\"shape\":[2],\"data_offsets\":[0,8]}}"
                .formatted(type)
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + header.length + 8).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length).put(header).putFloat(first).putFloat(second);
        return Files.write(folder.resolve(name), file.array());
    }
}
