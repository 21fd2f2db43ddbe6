package dev.retrace.reports.text;

/**
 * Text of strangers (prompts, tokens, titles) with everything invisible made visible: a control
 * character must not break an SVG file (XML 1.0 forbids most of them), and a direction mark must not
 * turn the words around it.
 */
public final class VisibleText {

    private static final int CONTROL_PICTURES = 0x2400;
    private static final int DELETE = 0x7F;
    private static final int DELETE_PICTURE = 0x2421;
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private VisibleText() {}

    /**
     * The text with ASCII control characters as Unicode control pictures ({@code ␊} for a line end)
     * and other invisible characters by their number, as {@code ‹U+202E›}.
     */
    public static String of(String text) {
        if (isPlain(text)) {
            return text;
        }
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints().forEach(point -> append(visible, point));
        return visible.toString();
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) >= DELETE) {
                return false;
            }
        }
        return true;
    }

    private static void append(StringBuilder visible, int point) {
        if (point < ' ') {
            visible.appendCodePoint(CONTROL_PICTURES + point);
        } else if (point == DELETE) {
            visible.appendCodePoint(DELETE_PICTURE);
        } else if (isInvisible(point)) {
            visible.append("\u2039U+%04X\u203A".formatted(point));
        } else {
            visible.appendCodePoint(point);
        }
    }

    private static boolean isInvisible(int point) {
        if (point == ZERO_WIDTH_NON_JOINER || point == ZERO_WIDTH_JOINER) {
            return false; // part of how Persian, Indic scripts and emoji are spelt
        }
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}
