package dev.retrace.reports.agreement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class CurveTest {

    /** Five layers lie at 0, 1/4, 1/2, 3/4 and 1. */
    private final Curve curve = curve(5, 0, 2, 6, 5, 1);

    @Test
    void layersLieBetweenZeroAndOne() {
        assertEquals(0.25, curve.depth(1));
        assertEquals(1, curve.depth(4));
        assertEquals(0, curve(1, 3).depth(0));
    }

    @Test
    void betweenLayersValuesAreLinear() {
        assertEquals(OptionalDouble.of(2), curve.at(0.25));
        assertEquals(4, curve.at(0.375).orElseThrow(), 1e-12); // half way from 2 to 6
        assertEquals(1, curve.at(1).orElseThrow());
    }

    @Test
    void whatLiesBeyondThePointsIsNotMadeUp() {
        Curve short_ = new Curve(List.of(new Curve.Point(1, 3), new Curve.Point(2, 4)), 5);

        assertTrue(short_.at(0).isEmpty());
        assertTrue(short_.at(0.75).isEmpty());
        assertEquals(3.5, short_.at(0.375).orElseThrow(), 1e-12);
    }

    @Test
    void thePeakIsFarthestFromZeroAndAllItsLayersAreNamed() {
        assertEquals(new Curve.Peak(2, 2, 6), curve.peak());
        assertEquals(new Curve.Peak(1, 3, 8), curve(5, 0, 8, 8, 8, 1).peak());
        assertEquals(new Curve.Peak(1, 1, -9), curve(3, 5, -9, 1).peak());
    }

    @Test
    void cliffsAreTheGreatestStepsUpAndDown() {
        assertEquals(Optional.of(new Cliff(1, 2, 4)), curve.rise());
        assertEquals(Optional.of(new Cliff(3, 4, -4)), curve.fall());
        assertEquals(3.5, curve.fall().orElseThrow().middle());
        assertEquals(Optional.empty(), curve(3, 1, 2, 3).fall());
    }

    @Test
    void ofEqualStepsTheFirstCounts() {
        assertEquals(Optional.of(new Cliff(0, 1, 1)), curve(3, 1, 2, 3).rise());
    }

    @Test
    void aPointBeyondTheLastLayerIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Curve(List.of(new Curve.Point(5, 1)), 5));
    }

    private static Curve curve(int layers, double... values) {
        List<Curve.Point> points = new ArrayList<>();
        for (int layer = 0; layer < values.length; layer++) {
            points.add(new Curve.Point(layer, values[layer]));
        }
        return new Curve(points, layers);
    }
}
