package dev.retrace.reports.statistics;

import dev.retrace.reports.text.Decimals;

/**
 * Below which a difference does not matter: a number, or a part of the greatest value of the figure.
 *
 * @param size the number, or the part
 * @param relative whether it is a part
 */
public record Margin(double size, boolean relative) {

    /** Five per cent of the greatest mean of the figure. */
    public static final Margin USUAL = new Margin(0.05, true);

    private static final double PERCENT = 100;

    public Margin {
        if (!(size > 0 && Double.isFinite(size))) {
            throw new IllegalArgumentException(
                    "a margin is above 0, such as 0.02 or 5%, but was given " + Decimals.readable(size));
        }
    }

    /**
     * Reads {@code 0.02} or {@code 5%}.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Margin parse(String text) {
        boolean relative = text.endsWith("%");
        String number = relative ? text.substring(0, text.length() - 1) : text;
        try {
            return new Margin(Double.parseDouble(number.strip()) / (relative ? PERCENT : 1), relative);
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException(
                    "a margin is a number above 0, such as 0.02 or 5%, but was given '" + text + "'", noNumber);
        }
    }

    /** The margin of a figure whose greatest mean, in size, is this. */
    public double of(double greatest) {
        return relative ? size * greatest : size;
    }

    /** In words, for a figure whose greatest mean is this. */
    public String words(double greatest) {
        String number = "±" + Decimals.readable(of(greatest));
        return relative ? number + ", " + Decimals.readable(PERCENT * size) + " % of the greatest mean" : number;
    }
}
