package dev.retrace.engine.step;

import java.util.List;

/**
 * A column of a table that holds quotients, which are only as exact as what they are divided by is large:
 *
 * <pre>{@code value = unit · numerator / |d|     d = the denominator's column, or the first less the second}</pre>
 *
 * <p>Where |d| is at least {@value #LEAST}, a {@link Tolerance} is of the quotient in units of one. Below, an error
 * in the numerator weighs more the smaller d is, whatever computes it: then the tolerance is of the numerator over
 * {@value #LEAST}.
 *
 * @param column of the quotients
 * @param unit 1, or 100 for percent
 * @param denominator one column, or two whose difference divides
 */
public record Quotient(String column, double unit, List<String> denominator) {

    /** From here on probabilities of float32 divide without harm. */
    public static final double LEAST = 0.1;

    public Quotient {
        denominator = List.copyOf(denominator);
        if (!(unit > 0) || denominator.isEmpty() || denominator.size() > 2) {
            throw new IllegalArgumentException(
                    "a quotient has a positive unit and is divided by one column or by the difference of two, not "
                            + unit + " and " + denominator);
        }
    }

    /** By what a value and its error are multiplied to be compared, from the numbers of its denominator's columns. */
    public double weight(double... numbers) {
        double d = numbers.length == 1 ? numbers[0] : numbers[0] - numbers[1];
        return Math.min(1, Math.abs(d) / LEAST) / unit;
    }
}
