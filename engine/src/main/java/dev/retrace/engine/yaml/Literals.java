package dev.retrace.engine.yaml;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** How numbers and flags are written: in one way each, whatever else YAML or Java would take. */
public final class Literals {

    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,39})");
    private static final Pattern NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]{0,39})(\\.[0-9]{1,40})?([eE][-+]?[0-9]{1,3})?");
    private static final Pattern LENIENT = Pattern.compile("[-+]?[0-9_]{1,30}(\\.[0-9_]{0,30})?([eE][-+]?[0-9]{1,2})?");

    private Literals() {}

    /** A whole number in plain digits. */
    public static Optional<BigDecimal> integer(String text) {
        return INTEGER.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    /** An exact decimal, with or without a power of ten. */
    public static Optional<BigDecimal> number(String text) {
        return NUMBER.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    /** {@code true} or {@code false}. */
    public static Optional<Boolean> flag(String text) {
        return text.equals("true") || text.equals("false") ? Optional.of(text.equals("true")) : Optional.empty();
    }

    /** How a number written in another way is to be written, after a semicolon; or nothing. */
    public static String plainly(String text, boolean whole) {
        if (!LENIENT.matcher(text).matches()) {
            return "";
        }
        try {
            BigDecimal meant = new BigDecimal(text.replace("_", "")).stripTrailingZeros();
            return whole && meant.scale() > 0 ? "" : "; write " + meant.toPlainString();
        } catch (NumberFormatException noDigits) {
            return "";
        }
    }

    /** Which flag another word means, after a semicolon; or nothing. */
    public static String flagMeant(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> "; write true";
            case "false", "no", "off", "0" -> "; write false";
            default -> "";
        };
    }
}
