package dev.retrace.steps.effect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class LayerWindowTest {

    @Test
    void tenLayersAreFiveBelowAndFourAbove() {
        assertWindow(10, 7, 2, 12);
        assertWindow(3, 7, 6, 9);
        assertWindow(2, 7, 6, 8);
        assertWindow(1, 7, 7, 8);
    }

    @Test
    void aWindowEndsWhereTheModelDoes() {
        assertWindow(10, 0, 0, 5);
        assertWindow(10, 15, 10, 16);
        assertWindow(Integer.MAX_VALUE, 3, 0, 16);
    }

    @Test
    void aWindowHasALayer() {
        assertThrows(IllegalArgumentException.class, () -> new LayerWindow(0));
    }

    private static void assertWindow(int width, int layer, int begin, int end) {
        assertEquals(begin, new LayerWindow(width).begin(layer));
        assertEquals(end, new LayerWindow(width).end(layer, 16));
    }
}
