package dev.retrace.reports.text;

/**
 * How wide a text is about, the same on every machine: the fonts of the machine that draws a figure
 * are not those of the reader's.
 */
public final class TextWidth {

    /** Of a wide sans-serif font such as Verdana or DejaVu Sans, in parts of its size. */
    private static final double WIDE_LETTER = 0.58;

    /** From Hangul Jamo on, scripts with square letters begin. */
    private static final int SQUARE_LETTERS = 0x1100;

    private TextWidth() {}

    /**
     * Pixels that the text needs at most, in any ordinary sans-serif font.
     *
     * @param fontSize pixels
     */
    public static int of(String text, int fontSize) {
        double letters = text.codePoints()
                .mapToDouble(point -> point < SQUARE_LETTERS ? WIDE_LETTER : 1)
                .sum();
        return (int) Math.ceil(letters * fontSize);
    }
}
