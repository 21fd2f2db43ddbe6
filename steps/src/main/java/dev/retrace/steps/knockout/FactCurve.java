package dev.retrace.steps.knockout;

import dev.retrace.engine.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The changes of one fact over the starts of a window, as one line of the paper's figures.
 *
 * <p>Mutable: grows by one start after another, in their order.
 */
final class FactCurve {

    private final String relation;
    private final List<Point> points = new ArrayList<>();

    FactCurve(String relation) {
        this.relation = relation;
    }

    /**
     * One window.
     *
     * @param depth of its start, from 0 to 100
     * @param hit in percent
     */
    record Point(int start, double depth, double clean, double knocked, double percent, double hitClean, double hit) {

        static Point of(Table table, int row) {
            return new Point(
                    table.integer(row, "start"),
                    table.number(row, "depth"),
                    table.number(row, "p_clean"),
                    table.number(row, "p_knocked"),
                    table.number(row, ChangeTable.PERCENT),
                    table.number(row, "hit_clean"),
                    table.number(row, "hit"));
        }
    }

    void add(Point point) {
        points.add(point);
    }

    String relation() {
        return relation;
    }

    int size() {
        return points.size();
    }

    Point at(int index) {
        return points.get(index);
    }

    /**
     * A value at any depth, linear between starts, as the authors' plots stretch shorter lines; beyond the ends
     * that of the end.
     */
    double at(double depth, ToDoubleFunction<Point> value) {
        int above = 0;
        while (above < points.size() && points.get(above).depth() < depth) {
            above++;
        }
        if (above == 0 || above == points.size()) {
            return value.applyAsDouble(points.get(Math.min(above, points.size() - 1)));
        }
        Point low = points.get(above - 1);
        Point high = points.get(above);
        double share = (depth - low.depth()) / (high.depth() - low.depth());
        return (1 - share) * value.applyAsDouble(low) + share * value.applyAsDouble(high);
    }
}
