package dev.retrace.reports.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DepthsTest {

    private static List<Integer> bins(int bins, int layers) {
        Depths depths = new Depths(bins, layers);
        return IntStream.range(0, layers).map(depths::bin).boxed().toList();
    }

    @Test
    void theShallowerModelIsLeftAsItIs() {
        assertEquals(List.of(0, 1, 2, 3), bins(4, 4));
    }

    /** Layers 0 to 6 of seven are 0, 0.5, 1, 1.5 … of four depths; of two that are as near the deeper is taken. */
    @Test
    void eachLayerBelongsToTheNearestDepth() {
        assertEquals(List.of(0, 1, 1, 2, 2, 3, 3), bins(4, 7));
    }

    @Test
    void theFirstAndTheLastLayerAreAtTheEnds() {
        List<Integer> bins = bins(5, 64);

        assertEquals(0, bins.get(0));
        assertEquals(4, bins.get(63));
    }
}
