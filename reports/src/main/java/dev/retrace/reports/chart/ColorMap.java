package dev.retrace.reports.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Maps from numbers to colours whose lightness grows or falls evenly, so that equal steps look equal.
 *
 * <p>Sources: Purples to Greys and the diverging map are ColorBrewer's (Brewer, Harrower and
 * Pennsylvania State University, colorbrewer2.org), the hues of the papers' own figures; viridis is
 * van der Walt's and Smith's, cividis Nuñez, Anderton and Renslow's (arXiv 1712.01662).
 */
public enum ColorMap {
    PURPLES("fcfbfd efedf5 dadaeb bcbddc 9e9ac8 807dba 6a51a3 54278f 3f007d"),
    BLUES("f7fbff deebf7 c6dbef 9ecae1 6baed6 4292c6 2171b5 08519c 08306b"),
    GREENS("f7fcf5 e5f5e0 c7e9c0 a1d99b 74c476 41ab5d 238b45 006d2c 00441b"),
    REDS("fff5f0 fee0d2 fcbba1 fc9272 fb6a4a ef3b2c cb181d a50f15 67000d"),
    GREYS("ffffff f0f0f0 d9d9d9 bdbdbd 969696 737373 525252 252525 000000"),
    VIRIDIS("440154 482878 3e4989 31688e 26828e 1f9e89 35b779 6ece58 b5de2b fde725"),
    CIVIDIS("00224e 123570 3b496c 575d6d 707173 8a8678 a59c74 c3b369 e1cc55 fee838"),
    /** For differences: zero is in the middle and white. */
    BLUE_RED("2166ac 4393c3 92c5de d1e5f0 f7f7f7 fddbc7 f4a582 d6604d b2182b");

    private static final String DARK_SURFACE = "#1f1f26";

    private final String hexadecimal;

    ColorMap(String hexadecimal) {
        this.hexadecimal = hexadecimal;
    }

    /** Whether the middle of the map stands for zero. */
    public boolean isDiverging() {
        return this == BLUE_RED;
    }

    /** On white, as printed. */
    public Ramp light() {
        return new Ramp(colors());
    }

    /**
     * On a dark page: maps that fade into white paper fade into the dark page instead, so greatest
     * values stand out in both; maps that do not are the same.
     */
    public Ramp dark() {
        if (this == VIRIDIS || this == CIVIDIS) {
            return light();
        }
        List<String> ramp = new ArrayList<>(colors());
        if (isDiverging()) {
            ramp.set(ramp.size() / 2, DARK_SURFACE);
            return new Ramp(ramp);
        }
        ramp.remove(ramp.size() - 1); // black on black
        Collections.reverse(ramp);
        ramp.add(0, DARK_SURFACE);
        ramp.remove(ramp.size() - 1);
        return new Ramp(ramp);
    }

    private List<String> colors() {
        return Arrays.stream(hexadecimal.split(" ", -1))
                .map(color -> "#" + color)
                .toList();
    }

    /**
     * Colours from the least to the greatest value, evenly spaced.
     *
     * @param colors as {@code #rrggbb}
     */
    public record Ramp(List<String> colors) {

        public Ramp {
            colors = List.copyOf(colors);
        }

        List<Gradient.Stop> stops() {
            List<Gradient.Stop> stops = new ArrayList<>();
            for (int i = 0; i < colors.size(); i++) {
                stops.add(new Gradient.Stop((double) i / (colors.size() - 1), colors.get(i)));
            }
            return stops;
        }
    }
}
