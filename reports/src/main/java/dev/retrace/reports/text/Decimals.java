package dev.retrace.reports.text;

import java.math.BigDecimal;
import java.math.MathContext;
import tools.jackson.core.io.NumberOutput;

/** Numbers as people and files read them. */
public final class Decimals {

    private static final int SMALLEST_PLAIN_EXPONENT = -6;
    private static final String MINUS = "\u2212";

    private Decimals() {}

    /**
     * The decimal with the fewest digits that reads back to the same double, without trailing zeros.
     * {@link Double#toString} is not always the shortest before JDK 19, so two JDKs would differ.
     *
     * @throws NumberFormatException if the value is not finite
     */
    public static BigDecimal shortest(double value) {
        BigDecimal decimal = new BigDecimal(NumberOutput.toString(value, true)).stripTrailingZeros();
        return decimal.signum() == 0 ? BigDecimal.ZERO : decimal;
    }

    /** For reading: three significant digits, a typographic minus, or an em dash for what is not finite. */
    public static String readable(double value) {
        if (!Double.isFinite(value)) {
            return "—";
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        String text = exponent < SMALLEST_PLAIN_EXPONENT ? rounded.toString() : rounded.toPlainString();
        return text.replace("-", MINUS);
    }
}
