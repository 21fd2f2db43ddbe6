package dev.retrace.engine.value;

import dev.retrace.engine.yaml.Fields;
import dev.retrace.engine.yaml.Literals;
import dev.retrace.engine.yaml.Location;
import dev.retrace.engine.yaml.Node;
import dev.retrace.engine.yaml.Problems;
import dev.retrace.engine.yaml.Words;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code matrix}: each axis a list, or {@code {from, to, step}} with both ends in it. */
public final class MatrixReader {

    private static final Pattern AXIS = Pattern.compile("[a-z][a-z0-9_-]*");
    private static final List<String> RANGE = List.of("from", "to", "step");

    private final Expander expander;
    private final Problems problems;
    private long cells;

    public MatrixReader(Expander expander, Problems problems) {
        this.expander = expander;
        this.problems = problems;
    }

    /** The matrix of a step; nothing if it cannot be known, which has then been told. */
    public Optional<Matrix> read(Fields step) {
        Optional<Node> node = step.find("matrix");
        Map<String, Map<String, Value.Text>> axes = new LinkedHashMap<>();
        Map<String, Node.Entry> entries = step.entries("matrix", problems);
        entries.forEach((name, entry) -> axis(name, entry).ifPresent(values -> axes.put(name, byText(values))));
        if (node.isPresent() && (entries.isEmpty() || axes.size() < entries.size())) {
            if (node.get() instanceof Node.Mapping && entries.isEmpty()) {
                problems.add(node.get().at(), "the matrix is empty; give it an axis or remove it");
            }
            return Optional.empty();
        }
        Matrix matrix = new Matrix(axes);
        cells += matrix.cells();
        if (cells > Matrix.MOST_CELLS) {
            throw problems.fatal(
                    node.map(Node::at).orElse(step.mapping().at()),
                    "with this step the workflow has more than " + Matrix.MOST_CELLS
                            + " cells; make its matrix smaller");
        }
        return Optional.of(matrix);
    }

    private Optional<List<Value.Text>> axis(String name, Node.Entry entry) {
        if (!AXIS.matcher(name).matches() || name.equals("step")) {
            problems.add(
                    entry.keyAt(),
                    "an axis is named in lower case and not 'step', for it becomes a column, but this is "
                            + Words.quoted(name));
        }
        if (entry.value() instanceof Node.Mapping) {
            return range(entry.value());
        }
        Optional<Value> value = expander.expand(entry.value(), Map.of());
        if (value.isPresent() && value.get() instanceof Value.Items items) {
            return distinct(items, entry.value().at());
        }
        value.ifPresent(text -> problems.add(
                text.at(),
                "an axis takes a list or {from, to, step}, but this is " + text.kind() + "; write [" + text.display()
                        + "]"));
        return Optional.empty();
    }

    private Optional<List<Value.Text>> distinct(Value.Items items, Location at) {
        if (items.texts().isEmpty()) {
            problems.add(at, "an axis without values leaves no cell to run; give it one or remove it");
        }
        Set<String> seen = new HashSet<>();
        boolean sound = !items.texts().isEmpty();
        for (Value.Text value : items.texts()) {
            String text = value.text();
            if (!seen.add(text)) {
                problems.add(value.at(), Words.quoted(text) + " is twice on this axis; remove one");
            } else if (text.isEmpty()
                    || !text.equals(text.strip())
                    || !text.equals(Words.printable(text))
                    || text.matches(".*[,\\[\\]].*")) {
                problems.add(
                        value.at(),
                        "a value of an axis names its cell, so it is neither empty nor holds ',', '[', ']', "
                                + "line ends or outer blanks, but this is " + Words.quoted(text));
            } else {
                continue;
            }
            sound = false;
        }
        return sound ? Optional.of(items.texts()) : Optional.empty();
    }

    private Optional<List<Value.Text>> range(Node node) {
        Fields fields = Fields.of(node, "range", RANGE, problems).orElseThrow();
        Optional<BigDecimal> from = end(fields, "from");
        Optional<BigDecimal> to = end(fields, "to");
        Optional<BigDecimal> step = fields.find("step").isEmpty() ? Optional.of(BigDecimal.ONE) : end(fields, "step");
        if (from.isEmpty() || to.isEmpty() || step.isEmpty()) {
            return Optional.empty();
        }
        BigDecimal span = to.get().subtract(from.get());
        if (step.get().signum() == 0 || span.signum() * step.get().signum() < 0) {
            problems.add(
                    node.at(),
                    "from %s a step of %s never leads to %s"
                            .formatted(plain(from.get()), plain(step.get()), plain(to.get())));
            return Optional.empty();
        }
        BigDecimal steps = span.divide(step.get(), 0, RoundingMode.DOWN);
        if (steps.compareTo(BigDecimal.valueOf(Matrix.MOST_CELLS)) >= 0) {
            throw problems.fatal(
                    node.at(), "this range has more than " + Matrix.MOST_CELLS + " values; make it shorter");
        }
        return Optional.of(values(from.get(), step.get(), steps.intValueExact(), node.at()));
    }

    private static List<Value.Text> values(BigDecimal from, BigDecimal step, int steps, Location at) {
        List<Value.Text> values = new ArrayList<>();
        for (int i = 0; i <= steps; i++) {
            String text = plain(from.add(step.multiply(BigDecimal.valueOf(i))));
            values.add(new Value.Text(text, false, at));
        }
        return values;
    }

    private Optional<BigDecimal> end(Fields range, String key) {
        Optional<Node> node = range.find(key);
        if (node.isEmpty()) {
            problems.add(range.mapping().at(), "a range needs '" + key + "': write {from: 1, to: 9, step: 2}");
        }
        Optional<Value> value = node.flatMap(written -> expander.expand(written, Map.of()));
        Optional<BigDecimal> number = value.flatMap(text -> Literals.number(text.display()));
        if (value.isPresent() && number.isEmpty()) {
            Value wrong = value.get();
            problems.add(
                    wrong.at(),
                    key + " takes a number, but this is " + wrong.kind() + Literals.plainly(wrong.display(), false));
        }
        return number;
    }

    private static Map<String, Value.Text> byText(List<Value.Text> values) {
        Map<String, Value.Text> named = new LinkedHashMap<>();
        values.forEach(value -> named.put(value.text(), value));
        return named;
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
