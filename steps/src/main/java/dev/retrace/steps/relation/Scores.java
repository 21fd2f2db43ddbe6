package dev.retrace.steps.relation;

import dev.retrace.engine.table.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Shares of right answers, of every relation, trial and layer, along a grid: faithfulness by β, or causality
 * by rank.
 */
record Scores(List<Score> all) {

    /** Where an operator stands. */
    record Place(String relation, String trial, String layer) {}

    /**
     * A share.
     *
     * @param at β or rank
     * @param value between 0 and 1; NaN if nothing was tested
     */
    record Score(Place place, String at, double value, int tested) {}

    Scores {
        all = List.copyOf(all);
    }

    /** Those of a table. */
    static Scores of(Table table, String grid, String value) {
        List<Score> scores = new ArrayList<>();
        for (int row = 0; row < table.size(); row++) {
            Place place = new Place(
                    table.text(row, RelationTables.RELATION),
                    table.text(row, RelationTables.TRIAL),
                    table.text(row, RelationTables.LAYER));
            scores.add(new Score(place, table.text(row, grid), table.number(row, value), table.integer(row, "tested")));
        }
        return new Scores(scores);
    }

    /** The greatest share of each trial and layer, the first of equals, in the table's order. */
    List<Score> best() {
        Map<Place, Score> best = new LinkedHashMap<>();
        for (Score score : all) {
            if (Double.isFinite(score.value())) {
                best.merge(score.place(), score, (held, next) -> next.value() > held.value() ? next : held);
            }
        }
        return List.copyOf(best.values());
    }

    /**
     * The layer of a relation whose best shares have the greatest mean over its trials, the first of equals.
     *
     * @param best as {@link #best} gives it
     */
    static Optional<String> bestLayer(List<Score> best, String relation) {
        Map<String, List<Double>> byLayer = new LinkedHashMap<>();
        best.stream()
                .filter(score -> score.place().relation().equals(relation))
                .forEach(score -> byLayer.computeIfAbsent(score.place().layer(), layer -> new ArrayList<>())
                        .add(score.value()));
        return byLayer.entrySet().stream()
                .reduce((held, next) -> mean(next.getValue()) > mean(held.getValue()) ? next : held)
                .map(Map.Entry::getKey);
    }

    static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
