package dev.retrace.engine.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How names are spelled and how messages quote and correct them. */
public final class Words {

    /** Of ids, params and profiles. */
    public static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

    private static final int LONGEST_QUOTED = 60;
    private static final int LONGEST_CORRECTED = 100;
    private static final int MOST_LISTED = 20;
    private static final int MOST_COMPARED = 1000;

    private Words() {}

    /**
     * Says that nothing is called so, what was probably meant and what there is.
     *
     * @param what the kind of thing, as "step"
     */
    public static String unknown(String what, String word, Collection<String> known) {
        String told = "no " + what + " is called " + quoted(word);
        if (known.isEmpty()) {
            return told + ": there is none";
        }
        String guess = nearest(word, known)
                .map(near -> "; did you mean '" + near + "'?")
                .orElse(".");
        String more = known.size() > MOST_LISTED ? ", …" : "";
        return told
                + guess
                + known.stream()
                        .limit(MOST_LISTED)
                        .map(Words::shown)
                        .collect(Collectors.joining(", ", " Known: ", more));
    }

    /** The known word that takes the fewest slips of the finger to become this one, if few do. */
    public static Optional<String> nearest(String word, Collection<String> known) {
        String lower = word.toLowerCase(Locale.ROOT);
        int tolerated = Math.max(1, word.length() / 3);
        return known.stream()
                .limit(MOST_COMPARED)
                .filter(candidate -> Math.max(word.length(), candidate.length()) <= LONGEST_CORRECTED)
                .filter(candidate -> distance(lower, candidate.toLowerCase(Locale.ROOT)) <= tolerated)
                .min(Comparator.comparingInt(candidate -> distance(lower, candidate.toLowerCase(Locale.ROOT))));
    }

    /**
     * How many insertions, deletions, replacements and swaps of neighbours lie between two words; no
     * character is touched twice.
     */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                d[i][j] = swapped ? Math.min(d[i][j], d[i - 2][j - 2] + 1) : d[i][j];
            }
        }
        return d[a.length()][b.length()];
    }

    /** A text in quotes for a message: shortened, and without anything that steers a terminal. */
    public static String quoted(String text) {
        return "'" + shown(text) + "'";
    }

    /** What a <code>${</code> outside quotes is told. */
    public static String quoteIt(String text) {
        return "a value with ${…} must be quoted: \"" + printable(text) + "\"";
    }

    private static String shown(String text) {
        int length = text.codePointCount(0, text.length());
        String head = length <= LONGEST_QUOTED ? text : text.substring(0, text.offsetByCodePoints(0, LONGEST_QUOTED));
        return printable(head) + (length <= LONGEST_QUOTED ? "" : "…");
    }

    /** The text with each control, format and unpaired surrogate character replaced by {@code ·}. */
    public static String printable(String text) {
        return text.codePoints()
                .map(character -> steers(character) ? '·' : character)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean steers(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
