package dev.retrace.engine.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.retrace.cache.Digest;
import dev.retrace.engine.step.Source;
import dev.retrace.engine.toy.NumbersStep;
import dev.retrace.engine.toy.SquareStep;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Golden vectors: if one of these changes, every user's cache is lost; raise the schema and say so. */
final class KeyDocumentTest {

    private static final Numerics NUMERICS = new Numerics("cpu", "float32", "2.7");
    private static final Digest INPUT = Digest.of("input");

    @Test
    void aNumericStepsDocumentIsThisText() {
        KeyDocument document = KeyDocument.of(
                new SquareStep().descriptor(),
                new SquareStep.Parameters(3, 0, -1),
                Map.of("numbers", List.of(new CellInput(Map.of(), INPUT))),
                NUMERICS);

        assertEquals(
                "{\"inputs\":{\"numbers\":\"" + INPUT + "\"},"
                        + "\"numerics\":{\"device\":\"cpu\",\"precision\":\"float32\",\"torch\":\"2.7\"},"
                        + "\"outputs\":[\"squares\"],"
                        + "\"params\":{\"hated\":-1,\"pause\":0,\"power\":3},"
                        + "\"schema\":1,\"step\":\"toy-square\",\"version\":1}",
                document.text());
        assertEquals(Digest.of(document.text()), document.key());
    }

    @Test
    void aSourceCountsByItsContentAlone() {
        KeyDocument here = numbers("here/numbers.txt", "a");
        KeyDocument there = numbers("there/other.txt", "a");
        KeyDocument changed = numbers("here/numbers.txt", "b");

        assertEquals(here, there);
        assertNotEquals(here.key(), changed.key());
    }

    @Test
    void theOrderOfPartsAndTheirCoordinatesCount() {
        CellInput first = new CellInput(Map.of("power", "2"), INPUT);
        CellInput second = new CellInput(Map.of("power", "3"), Digest.of("other"));

        assertNotEquals(squares(List.of(first, second)), squares(List.of(second, first)));
    }

    private static KeyDocument squares(List<CellInput> parts) {
        return KeyDocument.of(
                new SquareStep().descriptor(), new SquareStep.Parameters(2, 0, -1), Map.of("numbers", parts), NUMERICS);
    }

    private static KeyDocument numbers(String path, String content) {
        TreeMap<String, String> files =
                new TreeMap<>(Map.of("", Digest.of(content).hex()));
        return KeyDocument.of(
                new NumbersStep().descriptor(),
                new NumbersStep.Parameters(new Source(path, Path.of(path), files)),
                Map.of(),
                NUMERICS);
    }
}
