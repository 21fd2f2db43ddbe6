package dev.retrace.steps.knockout.baseline;

import dev.retrace.engine.table.Table;

/** How many values agree, and how far the worst is off. Mutable: counts one value after another. */
final class Agreement {

    private int values;
    private int measured;
    private int agreeing;
    private double worst;

    /** @param ours NaN where nothing was measured */
    void add(double ours, double theirs, boolean agrees) {
        values++;
        agreeing += agrees ? 1 : 0;
        if (Double.isFinite(ours)) {
            measured++;
            worst = Math.max(worst, Math.abs(ours - theirs));
        }
    }

    /** One row per measure. */
    void rows(String curve, Table.Builder table) {
        table.row(curve, "values", values, curve);
        table.row(curve, "measured", measured, curve);
        table.row(curve, "within tolerance", agreeing, curve);
        table.row(curve, "greatest difference", measured == 0 ? Double.NaN : worst, curve);
    }

    /** All of it in words. */
    String sentence(double absolute, double relative) {
        return "of the authors' %d probabilities %d were measured and %d agree within %s + %s |p|; the greatest difference is %s"
                .formatted(values, measured, agreeing, absolute, relative, measured == 0 ? "unknown" : worst);
    }
}
