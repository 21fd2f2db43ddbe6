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

    @Test
    void whatTheEngineRaisesIsToldInWords() {
        String before = "{\"numerics\":{\"device\":\"cpu\",\"torch\":\"2.6\"},\"version\":1}";
        String after = "{\"numerics\":{\"device\":\"cuda-sm_90\",\"torch\":\"2.7\"},\"version\":2}";

        assertEquals(
                List.of("device class: cpu -> cuda-sm_90", "torch: 2.6 -> 2.7", "version of the step: 1 -> 2"),
                KeyDifference.between(before, after).stream()
                        .map(KeyDifference::toString)
                        .toList());
    }

    @Test
    void aPartMoreDoesNotSeemToChangeTheOthers() {
        String before = "{\"inputs\":{\"t\":[" + part(1, "aa") + "," + part(3, "cc") + "]}}";
        String after = "{\"inputs\":{\"t\":[" + part(1, "aa") + "," + part(2, "bb") + "," + part(3, "cc") + "]}}";

        assertEquals(
                List.of("input t[n=2]: absent -> sha256:bb"),
                KeyDifference.between(before, after).stream()
                        .map(KeyDifference::toString)
                        .toList());
    }

    @Test
    void shardsOfOneCombinationAreCounted() {
        String before = "{\"inputs\":{\"t\":[" + part(1, "aa") + "," + part(1, "bb") + "]}}";
        String after = "{\"inputs\":{\"t\":[" + part(1, "aa") + "," + part(1, "cc") + "," + part(1, "dd") + "]}}";

        assertEquals(
                List.of("input t[n=1]: 2 of 3 parts are new, 1 are gone"),
                KeyDifference.between(before, after).stream()
                        .map(KeyDifference::toString)
                        .toList());
    }

    private static String part(int n, String digest) {
        return "{\"coordinates\":[\"n=%d\"],\"digest\":\"sha256:%s\"}".formatted(n, digest);
    }
}
