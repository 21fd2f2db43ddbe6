package dev.retrace.engine.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class BrakesTest {

    private static final long FINISH = Brakes.TO_FINISH.toNanos();
    private static final long TIDY = Brakes.TO_TIDY_UP.toNanos();

    @Test
    void theFirstFailureStopsNewCellsButNotRunningOnes() {
        Brakes brakes = new Brakes(FailurePolicy.STOP);
        brakes.failed(0);

        assertFalse(brakes.starting());
        assertFalse(brakes.abandons(Long.MAX_VALUE - 1));
        assertEquals(Long.MAX_VALUE, brakes.wakeAt());
    }

    @Test
    void failingFastAbandonsWhatRuns() {
        Brakes brakes = new Brakes(FailurePolicy.FAIL_FAST);
        brakes.failed(10);

        assertTrue(brakes.abandons(10));
        assertFalse(brakes.abandons(10), "once");
        assertFalse(brakes.leaves(10 + TIDY - 1));
        assertTrue(brakes.leaves(10 + TIDY));
    }

    @Test
    void theThirdOfThreeFailuresStops() {
        Brakes brakes = new Brakes(new FailurePolicy(3, false));
        brakes.failed(0);
        brakes.failed(0);
        assertTrue(brakes.starting());
        brakes.failed(0);

        assertFalse(brakes.starting());
    }

    @Test
    void keepingGoingIsNotStoppedByFailures() {
        Brakes brakes = new Brakes(FailurePolicy.KEEP_GOING);
        for (int i = 0; i < 1000; i++) {
            brakes.failed(i);
        }

        assertTrue(brakes.starting());
        assertTrue(brakes.anyFailed());
    }

    @Test
    void anInterruptionLeavesTimeToFinishAndThenToTidyUp() {
        Brakes brakes = new Brakes(FailurePolicy.STOP);
        brakes.interrupt(100);

        assertFalse(brakes.starting());
        assertEquals(100 + FINISH, brakes.wakeAt());
        assertFalse(brakes.abandons(100 + FINISH - 1));
        assertTrue(brakes.abandons(100 + FINISH));
        assertFalse(brakes.leaves(100 + FINISH));
        assertTrue(brakes.leaves(100 + FINISH + TIDY));
    }

    @Test
    void theSecondInterruptionEndsTheRunAtOnce() {
        Brakes brakes = new Brakes(FailurePolicy.STOP);
        brakes.interrupt(100);
        brakes.interrupt(200);

        assertTrue(brakes.abandons(200));
        assertTrue(brakes.leaves(200));
    }
}
