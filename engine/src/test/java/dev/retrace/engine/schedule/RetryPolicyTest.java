package dev.retrace.engine.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.lane.CellFailure.Cause;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RetryPolicyTest {

    @ParameterizedTest
    @EnumSource(names = {"DATA", "ERROR", "CANCELLED"})
    void whatWouldFailAgainIsNotTriedAgainHoweverManyRetriesAreGranted(Cause why) {
        assertEquals(Optional.empty(), RetryPolicy.after(why, 1, null));
        assertEquals(Optional.empty(), RetryPolicy.after(why, 1, 5));
    }

    @Test
    void aCellThatRanOutOfMemoryIsTriedOnceMoreByItself() {
        RetryPolicy again = RetryPolicy.after(Cause.OUT_OF_MEMORY, 1, null).orElseThrow();

        assertTrue(again.alone());
        assertEquals(Duration.ZERO, again.pause());
        assertEquals(Optional.empty(), RetryPolicy.after(Cause.OUT_OF_MEMORY, 2, null));
    }

    /** 0.5 s, 1 s, 2 s; then it has failed. */
    @Test
    void thePauseBeforeAnotherAttemptDoubles() {
        assertEquals(Duration.ofMillis(500), pause(1));
        assertEquals(Duration.ofSeconds(1), pause(2));
        assertEquals(Duration.ofSeconds(2), pause(3));
        assertEquals(Optional.empty(), RetryPolicy.after(Cause.TRANSIENT_IO, 4, null));
    }

    @Test
    void noPauseIsLongerThanHalfAMinute() {
        assertEquals(
                Duration.ofSeconds(30),
                RetryPolicy.after(Cause.LANE_DIED, 60, 100).orElseThrow().pause());
    }

    @Test
    void aTimeoutIsTriedAgainOnlyIfTheWorkflowSaysSo() {
        assertEquals(Optional.empty(), RetryPolicy.after(Cause.TIMEOUT, 1, null));
        assertEquals(
                new RetryPolicy(Duration.ZERO, false, 3),
                RetryPolicy.after(Cause.TIMEOUT, 2, 2).orElseThrow());
        assertEquals(Optional.empty(), RetryPolicy.after(Cause.TIMEOUT, 3, 2));
    }

    @Test
    void noRetriesMeansNone() {
        assertEquals(Optional.empty(), RetryPolicy.after(Cause.LANE_DIED, 1, 0));
    }

    private static Duration pause(int attempt) {
        return RetryPolicy.after(Cause.TRANSIENT_IO, attempt, null)
                .orElseThrow()
                .pause();
    }
}
