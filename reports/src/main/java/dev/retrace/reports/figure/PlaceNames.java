package dev.retrace.reports.figure;

/**
 * How sentences name a place of a figure: {@code layer 12, subject, last}.
 *
 * @param x the column of the first axis
 * @param y the column of the second axis
 */
record PlaceNames(String x, String y) {

    String of(String xValue, String yValue) {
        return one(x, xValue) + ", " + one(y, yValue);
    }

    /** A token bucket speaks for itself; what else stands on an axis needs the axis's name. */
    private static String one(String column, String value) {
        return TokenBucket.label(value).orElseGet(() -> HeatMap.label(column) + " " + HeatMap.label(value));
    }
}
