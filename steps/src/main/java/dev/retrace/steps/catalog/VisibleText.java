package dev.retrace.steps.catalog;

/** Texts of strangers as a terminal may show them: nothing in them moves the cursor or turns the line. */
final class VisibleText {

    private VisibleText() {}

    /** In quotes, so that spaces at the ends are seen, with escapes as in JSON. */
    static String quoted(String text) {
        StringBuilder shown = new StringBuilder("\"");
        text.codePoints().forEach(point -> {
            switch (point) {
                case '"' -> shown.append("\\\"");
                case '\\' -> shown.append("\\\\");
                case '\n' -> shown.append("\\n");
                case '\r' -> shown.append("\\r");
                case '\t' -> shown.append("\\t");
                default -> append(shown, point);
            }
        });
        return shown.append('"').toString();
    }

    /** As it is, but for what is not seen. */
    static String plain(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(point -> append(shown, point));
        return shown.toString();
    }

    private static void append(StringBuilder shown, int point) {
        if (isSeen(point)) {
            shown.appendCodePoint(point);
        } else {
            for (char unit : Character.toChars(point)) {
                shown.append(String.format("\\u%04x", (int) unit));
            }
        }
    }

    private static boolean isSeen(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            case Character.SPACE_SEPARATOR -> point == ' ';
            default -> true;
        };
    }
}
