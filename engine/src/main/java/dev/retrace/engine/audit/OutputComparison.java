package dev.retrace.engine.audit;

import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Quotient;
import dev.retrace.engine.step.Tolerance;
import dev.retrace.engine.table.Table;
import dev.retrace.engine.table.TableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares two files of one output by their kind. Whole numbers (identifiers, counts, positions) have
 * to be the same; a tolerance is for measured ones.
 */
final class OutputComparison {

    private static final long LARGEST = 256 << 20; // bytes that are read into memory
    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,40}");
    private static final Pattern NUMBER =
            Pattern.compile("-?(?:\\d{1,400}(?:\\.\\d{1,400})?(?:[eE][-+]?\\d{1,4})?|Infinity)|NaN");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final OutputSlot slot;
    private final Tolerance tolerance;
    private final Differences differences;

    private OutputComparison(OutputSlot slot, Tolerance tolerance) {
        this.slot = slot;
        this.tolerance = tolerance;
        this.differences = new Differences(tolerance);
    }

    /**
     * How a recomputed file differs from the one that the store holds.
     *
     * @param slot which output they are
     */
    static Differences.Summary of(Path held, Path recomputed, OutputSlot slot, Tolerance tolerance) throws IOException {
        if (Files.mismatch(held, recomputed) < 0) {
            return Differences.Summary.NONE;
        }
        OutputComparison comparison = new OutputComparison(slot, tolerance);
        comparison.compare(held, recomputed, slot.extension());
        return comparison.differences.summary();
    }

    private void compare(Path held, Path recomputed, String extension) throws IOException {
        boolean large = Math.max(Files.size(held), Files.size(recomputed)) > LARGEST;
        try {
            if (extension.equals("safetensors")) {
                new TensorComparison(differences).compare(held, recomputed);
            } else if (extension.equals("csv") && !large) {
                tables(Table.read(held), Table.read(recomputed));
            } else if (extension.equals("json") && !large) {
                values("", JSON.readTree(held.toFile()), JSON.readTree(recomputed.toFile()));
            } else {
                bytes(held, recomputed);
            }
        } catch (TableException | JacksonException unreadable) {
            bytes(held, recomputed);
        }
        if (differences.none() && tolerance.equals(Tolerance.SAME_BYTES)) {
            differences.beyond(() -> "the bytes", "the same values", "the same values in other bytes");
        }
    }

    private void bytes(Path held, Path recomputed) throws IOException {
        long at = Files.mismatch(held, recomputed);
        differences.beyond(
                () -> "byte " + at, Files.size(held) + " bytes", Files.size(recomputed) + " bytes, others from there");
    }

    private void tables(Table held, Table recomputed) {
        if (!held.columns().equals(recomputed.columns())) {
            differences.beyond(
                    () -> "the columns",
                    held.columns().toString(),
                    recomputed.columns().toString());
            return;
        } else if (held.size() != recomputed.size()) {
            differences.beyond(() -> "the number of rows", "" + held.size(), "" + recomputed.size());
            return;
        }
        for (int row = 0; row < held.size(); row++) {
            for (String column : held.columns()) {
                int line = row + 1;
                text(
                        held.text(row, column),
                        recomputed.text(row, column),
                        weight(held, row, column),
                        "row " + line + ", column " + column);
            }
        }
    }

    /** By what an error in this column counts. */
    private double weight(Table held, int row, String column) {
        for (Quotient quotient : slot.quotients()) {
            if (quotient.column().equals(column)) {
                double weight = quotient.weight(quotient.denominator().stream()
                        .mapToDouble(name -> held.number(row, name))
                        .toArray());
                return Double.isFinite(weight) ? weight : 1;
            }
        }
        return 1;
    }

    private void text(String held, String recomputed, double weight, String place) {
        boolean whole =
                WHOLE.matcher(held).matches() && WHOLE.matcher(recomputed).matches();
        if (whole) {
            differences.exact(held, recomputed, () -> place);
        } else if (NUMBER.matcher(held).matches() && NUMBER.matcher(recomputed).matches()) {
            differences.number(Double.parseDouble(held), Double.parseDouble(recomputed), weight, () -> place);
        } else if (!held.equals(recomputed)) {
            differences.beyond(() -> place, held, recomputed);
        }
    }

    private void values(String place, JsonNode held, JsonNode recomputed) {
        if (held.isObject() && recomputed.isObject()) {
            Set<String> names = new LinkedHashSet<>(held.propertyNames());
            names.addAll(recomputed.propertyNames());
            for (String name : names) {
                both(place + "/" + name, held.get(name), recomputed.get(name));
            }
        } else if (held.isArray() && recomputed.isArray() && held.size() == recomputed.size()) {
            for (int i = 0; i < held.size(); i++) {
                values(place + "/" + i, held.get(i), recomputed.get(i));
            }
        } else if (held.isNumber() && recomputed.isNumber()) {
            text(held.asString(), recomputed.asString(), 1, place.isEmpty() ? "the value" : place);
        } else if (!held.equals(recomputed)) {
            differences.beyond(() -> place.isEmpty() ? "the value" : place, held.toString(), recomputed.toString());
        }
    }

    private void both(String place, @Nullable JsonNode held, @Nullable JsonNode recomputed) {
        if (held == null || recomputed == null) {
            differences.beyond(() -> place, held == null ? "nothing" : "a value", held == null ? "a value" : "nothing");
        } else {
            values(place, held, recomputed);
        }
    }
}
