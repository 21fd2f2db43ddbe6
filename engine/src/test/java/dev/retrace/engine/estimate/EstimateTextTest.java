package dev.retrace.engine.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.engine.estimate.Estimate.Counts;
import dev.retrace.engine.estimate.Estimate.Space;
import dev.retrace.engine.estimate.Estimate.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EstimateTextTest {

    private static final Space ROOM = new Space(12_000_000, 1L << 40, 1_200_000_000);

    @Test
    void aSweepIsToldWithTimeDiskAndMemory() {
        Estimate estimate =
                new Estimate(new Counts(1000, 960, 24, 0, 0), new Span(120, 240, 540), List.of(), false, ROOM);

        assertEquals(
                List.of(
                        "1,024 cells: 960 served, 40 to run, 24 waiting: about 4 min (2 to 9), 12 MB of disk, 1.2 GB of memory"),
                EstimateText.of(estimate));
    }

    @Test
    void whatNeverRanIsSaidNotInvented() {
        Counts counts = new Counts(3, 1, 0, 4, 0);

        assertEquals(
                List.of("3 cells: 1 served, 2 to run, 4 × ? waiting: time unknown, trace never ran before"),
                EstimateText.of(new Estimate(counts, null, List.of("trace"), false, new Space(0, 1, 0))));
        assertEquals(
                List.of(
                        "3 cells: 1 served, 2 to run, 4 × ? waiting: at least 3 s",
                        "not counted, since no earlier cell is remembered: trace"),
                EstimateText.of(new Estimate(counts, new Span(3, 3, 3), List.of("trace"), false, new Space(0, 1, 0))));
    }

    @Test
    void whatTakesNextToNothingIsCountedOnly() {
        assertEquals(
                List.of("2 cells: 0 served, 2 to run"),
                EstimateText.of(new Estimate(
                        new Counts(2, 0, 0, 0, 0), new Span(0.1, 0.2, 1.9), List.of(), false, new Space(5, 9, 0))));
    }

    @Test
    void aFullDiskIsToldBefore() {
        Estimate estimate = new Estimate(
                new Counts(2, 0, 0, 0, 0),
                new Span(0, 0, 0),
                List.of(),
                false,
                new Space(40_000_000_000L, 12_000_000, 0));

        assertEquals(
                List.of(
                        "2 cells: 0 served, 2 to run: 40 GB of disk",
                        "warning: the disk of the store has only 12 MB left; free some, or choose another with --store"),
                EstimateText.of(estimate));
    }

    @Test
    void longTimesAreToldInLargerUnits() {
        assertEquals("12 s (8 to 20)", EstimateText.span(new Span(8, 12, 20)));
        assertEquals("3 h (2 to 5)", EstimateText.span(new Span(7200, 10_800, 18_000)));
        assertEquals("3 days", EstimateText.span(new Span(259_200, 259_200, 259_200)));
        assertEquals("2.5 s", EstimateText.span(new Span(2.5, 2.5, 2.5)));
    }
}
