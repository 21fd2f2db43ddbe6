package dev.retrace.steps.intervention;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A weight matrix in one layer.
 *
 * @param layer from 0
 */
public record Matrix(Weight weight, int layer) {

    private static final Pattern SYMBOL = Pattern.compile("layers\\.(\\d{1,6})\\.([a-z_]+)");

    public Matrix {
        if (layer < 0) {
            throw new IllegalArgumentException("layers count from 0, but this is " + layer);
        }
    }

    /** As files name it: {@code layers.12.w_o}. */
    public String symbol() {
        return "layers.%d.%s".formatted(layer, weight.symbol());
    }

    /** The matrix that files name so, if there is one. */
    public static Optional<Matrix> named(String symbol) {
        Matcher matcher = SYMBOL.matcher(symbol);
        return matcher.matches()
                ? Weight.named(matcher.group(2)).map(weight -> new Matrix(weight, Integer.parseInt(matcher.group(1))))
                : Optional.empty();
    }
}
