package dev.retrace.reports.chart;

import java.util.List;

/** Colours along a line between two points of the unit square, y downwards. */
record Gradient(String type, int x, int y, int x2, int y2, List<Stop> colorStops) {

    /** A colour at a point of a gradient, from 0 to 1. */
    record Stop(double offset, String color) {}

    static Gradient upwards(ColorMap.Ramp ramp) {
        return new Gradient("linear", 0, 1, 0, 0, ramp.stops());
    }
}
