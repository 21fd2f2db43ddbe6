package dev.retrace.steps.editing;

import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import dev.retrace.steps.editing.Probe.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Averages of the scores of one matrix's edits, over records: within a record first, over its prompts of a
 * kind.
 *
 * <p>Of the columns that {@code evaluate} writes. Mutable: collects, then averages.
 */
final class EditSummary {

    private record Key(String column, Kind kind, String record) {}

    /** A mean under way. */
    private static final class RunningMean {

        private double sum;
        private int n;

        void add(double value) {
            sum += value;
            n++;
        }

        double mean() {
            return sum / n;
        }
    }

    /**
     * An average over records.
     *
     * @param error its standard error; NaN for a single record
     * @param n records that have such prompts
     */
    record Average(double mean, double error, int n) {

        static Average of(List<Double> values) {
            List<Double> defined = values.stream().filter(Double::isFinite).toList();
            int n = defined.size();
            double mean = defined.stream().mapToDouble(value -> value).sum() / n;
            double squares = defined.stream()
                    .mapToDouble(value -> (value - mean) * (value - mean))
                    .sum();
            return new Average(mean, n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1) / n), n);
        }
    }

    private final Map<Key, RunningMean> means = new HashMap<>();
    private final Set<String> records = new LinkedHashSet<>();

    /** Adds some columns of a row of scores. */
    void add(Table scores, int row, List<String> columns) {
        Kind kind = kind(scores.text(row, "kind"));
        String record = scores.text(row, "case");
        records.add(record);
        for (String column : columns) {
            means.computeIfAbsent(new Key(column, kind, record), any -> new RunningMean())
                    .add(scores.number(row, column));
        }
    }

    private static Kind kind(String label) {
        for (Kind kind : Kind.values()) {
            if (kind.label().equals(label)) {
                return kind;
            }
        }
        throw new StepException("scores: there is no kind of prompt '" + label + "'; give the output of evaluate");
    }

    /** The records, in their order. */
    List<String> records() {
        return List.copyOf(records);
    }

    /** A column's mean of every record, over prompts of a kind; NaN where a record has none. */
    List<Double> values(String column, Kind kind) {
        List<Double> values = new ArrayList<>();
        for (String record : records) {
            RunningMean mean = means.get(new Key(column, kind, record));
            values.add(mean == null ? Double.NaN : mean.mean());
        }
        return values;
    }

    /** A column's average over records, of a kind of prompts. */
    Average average(String column, Kind kind) {
        return Average.of(values(column, kind));
    }

    /**
     * For every record a number whose mean over records is S of a column, and whose standard error of the mean
     * is that of S; NaN where no record has a kind of prompts.
     */
    List<Double> harmonic(String column) {
        Map<Kind, Average> averages = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            averages.put(kind, average(column, kind));
        }
        HarmonicScore score = new HarmonicScore(averages);
        double[] influenced = new double[records.size()];
        for (Kind kind : Kind.values()) {
            Average average = average(column, kind);
            double share = (double) records.size() / average.n(); // of records that have such prompts
            List<Double> values = values(column, kind);
            for (int record = 0; record < influenced.length; record++) {
                double apart = values.get(record) - average.mean();
                influenced[record] += Double.isFinite(apart) ? score.slope(kind) * share * apart : 0;
            }
        }
        List<Double> harmonic = new ArrayList<>();
        for (double influence : influenced) {
            harmonic.add(score.value() + influence);
        }
        return harmonic;
    }
}
