package dev.retrace.engine.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class KeyDifferenceTest {

    @Test
    void changedNewAndLostFieldsAreNamedWithBothValues() {
        String before = "{\"params\":{\"seed\":7,\"gone\":1},\"version\":1}";
        String after = "{\"params\":{\"seed\":8,\"source\":{\"a.json\":\"sha256:0123456789abcdef\"}},\"version\":1}";

        List<String> differences = KeyDifference.between(before, after).stream()
                .map(KeyDifference::toString)
                .toList();

        assertEquals(
                List.of(
                        "param gone: 1 -> absent",
                        "param seed: 7 -> 8",
                        "param source.a.json: absent -> sha256:0123456789ab"),
                differences);
    }

    @Test
    void aChangedInputTellsItsSlot() {
        String before = "{\"inputs\":{\"facts\":\"sha256:aa\",\"table\":[{\"digest\":\"sha256:aa\"}]}}";
        String after = "{\"inputs\":{\"facts\":\"sha256:bb\",\"table\":[{\"digest\":\"sha256:bb\"}]}}";

        assertEquals(
                List.of("facts", "table"),
                KeyDifference.between(before, after).stream()
                        .map(KeyDifference::slot)
                        .toList());
    }
}
