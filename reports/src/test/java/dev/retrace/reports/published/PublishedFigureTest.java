package dev.retrace.reports.published;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PublishedFigureTest {

    @Test
    void everyTableOfTheIndexIsThereAndFull() {
        List<String> names = PublishedFigure.names();

        assertTrue(names.size() >= 26, names::toString);
        for (String name : names) {
            PublishedFigure figure = PublishedFigure.of(name);
            assertFalse(figure.values().isEmpty(), name);
            Set<String> places = new HashSet<>();
            for (PublishedFigure.Value value : figure.values()) {
                assertTrue(Double.isFinite(value.value()), name);
                assertTrue(places.add(value.x() + "|" + value.y()), () -> name + " has two values at " + value);
                figure.layers()
                        .ifPresent(layers -> assertTrue(Integer.parseInt(value.x()) < layers, () -> name + value));
            }
        }
    }

    /** Landmarks of the paper: the plateau's end between 42 and 43, the jump between 46 and 47. */
    @Test
    void theCliffsOfFigure2bLieWhereTheyWerePublished() {
        PublishedFigure figure = PublishedFigure.of("romba/2b");

        assertEquals(OptionalInt.of(64), figure.layers());
        assertEquals(OptionalInt.of(802), figure.observations());
        assertTrue(value(figure, 42, "subject_last") > 0.5);
        assertTrue(value(figure, 43, "subject_last") < 0.3);
        assertTrue(value(figure, 46, "last") < 0.3);
        assertEquals(0.8, value(figure, 47, "last"));
    }

    @Test
    void theDipOfTheUnfinishedRunIsNotAmongTheValues() {
        assertEquals(86.94, value(PublishedFigure.of("romba/6b-s"), 17, "w_down"), 0.005);
    }

    @Test
    void valuesAtTheEndsOfTheScaleMayLieBeyond() {
        PublishedFigure.Ends ends = new PublishedFigure.Ends(OptionalDouble.of(0), OptionalDouble.of(0.8));

        assertEquals("≥ ", ends.sign(0.8));
        assertEquals("≤ ", ends.sign(0));
        assertEquals("", ends.sign(0.79));
        assertEquals(0.8, ends.clip(3));
        assertEquals(0, ends.clip(-1));
        assertEquals(3, new PublishedFigure.Ends(OptionalDouble.empty(), OptionalDouble.empty()).clip(3));
    }

    @Test
    void anUnknownNameIsToldWithAllThatThereAre() {
        assertEquals(
                "published names a figure whose values we have, but is 'romba/2'; there are "
                        + String.join(", ", PublishedFigure.names()),
                assertThrows(IllegalArgumentException.class, () -> PublishedFigure.of("romba/2"))
                        .getMessage());
    }

    private static double value(PublishedFigure figure, int layer, String row) {
        return figure.values().stream()
                .filter(value ->
                        value.x().equals(String.valueOf(layer)) && value.y().equals(row))
                .findFirst()
                .orElseThrow()
                .value();
    }
}
