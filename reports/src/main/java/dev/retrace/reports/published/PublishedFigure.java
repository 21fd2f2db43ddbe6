package dev.retrace.reports.published;

import dev.retrace.engine.table.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The values of one panel of a published figure.
 *
 * @param name as workflows write it: {@code romba/2b}
 * @param arxiv the paper's number
 * @param figure the figure's in the paper, or the letter of an appendix
 * @param model whose values they are
 * @param layers of that model; none where the figure is not over layers
 * @param window adjacent layers that were changed at once, where that is more than one
 * @param normalisation of effects, {@code paper} or {@code proper}; empty where they are none
 * @param observations how many each value rests on, where that is known
 * @param unit what one observation is
 * @param ends of the published scale, beyond which values were drawn as the end itself
 * @param decoded how the numbers were had
 * @param what they are
 * @param values one for each place
 */
public record PublishedFigure(
        String name,
        String arxiv,
        String figure,
        String model,
        OptionalInt layers,
        OptionalInt window,
        String normalisation,
        OptionalInt observations,
        String unit,
        Ends ends,
        String decoded,
        String what,
        List<Value> values) {

    private static final String FOLDER = "/dev/retrace/reports/published/";

    /**
     * A published value.
     *
     * @param x its column: a layer, or a relation
     * @param y its row or series, in the words of our tables
     * @param standardError as published; NaN where none was
     */
    public record Value(String x, String y, double value, double standardError) {}

    /** Where a scale ends; an end that clips nothing is none. */
    public record Ends(OptionalDouble low, OptionalDouble high) {

        /** The value as it would have been drawn. */
        public double clip(double value) {
            return Math.max(low.orElse(value), Math.min(high.orElse(value), value));
        }

        /** {@code ≤ } or {@code ≥ } before a value that may have been clipped. */
        public String sign(double value) {
            if (low.isPresent() && value <= low.getAsDouble()) {
                return "≤ ";
            }
            return high.isPresent() && value >= high.getAsDouble() ? "≥ " : "";
        }
    }

    public PublishedFigure {
        values = List.copyOf(values);
    }

    /** All names, in the order of the paper. */
    public static List<String> names() {
        Table index = read("index.csv");
        List<String> names = new ArrayList<>();
        for (int row = 0; row < index.size(); row++) {
            names.add(index.text(row, "name"));
        }
        return names;
    }

    /**
     * The figure called so.
     *
     * @throws IllegalArgumentException if there is none; says which there are
     */
    public static PublishedFigure of(String name) {
        Table index = read("index.csv");
        for (int row = 0; row < index.size(); row++) {
            if (index.text(row, "name").equals(name)) {
                return of(index, row);
            }
        }
        throw new IllegalArgumentException("published names a figure whose values we have, but is '" + name
                + "'; there are " + String.join(", ", names()));
    }

    private static PublishedFigure of(Table index, int row) {
        String name = index.text(row, "name");
        return new PublishedFigure(
                name,
                index.text(row, "arxiv"),
                index.text(row, "figure"),
                index.text(row, "model"),
                whole(index.text(row, "layers")),
                whole(index.text(row, "window")),
                index.text(row, "normalisation"),
                whole(index.text(row, "n")),
                index.text(row, "unit"),
                new Ends(decimal(index.text(row, "low")), decimal(index.text(row, "high"))),
                index.text(row, "decoded"),
                index.text(row, "what"),
                values(read(name + ".csv")));
    }

    private static List<Value> values(Table table) {
        List<Value> values = new ArrayList<>();
        for (int row = 0; row < table.size(); row++) {
            values.add(new Value(
                    table.text(row, "x"),
                    table.text(row, "y"),
                    table.number(row, "value"),
                    table.has("se") ? table.number(row, "se") : Double.NaN));
        }
        return values;
    }

    private static OptionalInt whole(String text) {
        return text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text));
    }

    private static OptionalDouble decimal(String text) {
        return text.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(text));
    }

    private static Table read(String resource) {
        try (InputStream in = PublishedFigure.class.getResourceAsStream(FOLDER + resource)) {
            if (in == null) {
                throw new IllegalStateException(FOLDER + resource + " is not on the class path");
            }
            return Table.ofCsv(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
