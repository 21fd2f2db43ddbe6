package dev.retrace.steps.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.steps.intervention.TokenSpan;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BucketTest {

    @Test
    void everyTokenHasItsPlaceRelativeToTheSubject() {
        assertEquals(
                List.of(
                        "prefix",
                        "prefix",
                        "subject_earlier",
                        "subject_earlier",
                        "subject_2nd_last",
                        "subject_last",
                        "further",
                        "further",
                        "last"),
                labels(new TokenSpan(2, 6), 9));
    }

    @Test
    void aSubjectOfOneTokenBorrowsNone() {
        assertEquals(List.of("prefix", "subject_last", "further", "last"), labels(new TokenSpan(1, 2), 4));
        assertEquals(List.of("subject_last", "last"), labels(new TokenSpan(0, 1), 2));
    }

    @Test
    void aSubjectThatEndsThePromptEndsInTheLastToken() {
        assertEquals(List.of("prefix", "subject_2nd_last", "last"), labels(new TokenSpan(1, 3), 3));
    }

    private static List<String> labels(TokenSpan subject, int length) {
        return IntStream.range(0, length)
                .mapToObj(token -> Bucket.of(token, subject, length).label())
                .toList();
    }
}
