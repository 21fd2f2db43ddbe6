package dev.retrace.reports.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ColorMapTest {

    @ParameterizedTest
    @EnumSource(
            value = ColorMap.class,
            names = {"BLUE_RED"},
            mode = EnumSource.Mode.EXCLUDE)
    void lightnessRunsOneWay(ColorMap map) {
        assertMonotone(map.light().colors());
        assertMonotone(map.dark().colors());
    }

    @ParameterizedTest
    @EnumSource(ColorMap.class)
    void stopsSpanTheWholeGradient(ColorMap map) {
        List<Gradient.Stop> stops = map.light().stops();

        assertEquals(0, stops.get(0).offset());
        assertEquals(1, stops.get(stops.size() - 1).offset());
    }

    private static void assertMonotone(List<String> colors) {
        double direction = lightness(colors.get(1)) - lightness(colors.get(0));
        for (int i = 1; i < colors.size(); i++) {
            double step = lightness(colors.get(i)) - lightness(colors.get(i - 1));
            assertTrue(step * direction > 0, "from " + colors.get(i - 1) + " to " + colors.get(i));
        }
    }

    /** Relative luminance of sRGB (IEC 61966-2-1), which grows with perceived lightness. */
    private static double lightness(String color) {
        double[] weights = {0.2126, 0.7152, 0.0722};
        double luminance = 0;
        for (int i = 0; i < 3; i++) {
            double channel = Integer.parseInt(color.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
            luminance += weights[i] * (channel <= 0.04045 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4));
        }
        return luminance;
    }
}
