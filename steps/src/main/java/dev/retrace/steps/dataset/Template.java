package dev.retrace.steps.dataset;

/**
 * A text with exactly one {@code {}} in it, and what goes there.
 *
 * @param filler what goes there, {@code subject} or {@code prompt}, as errors call it
 */
public record Template(String filler, String text) {

    /** The template that is nothing but what goes there. */
    public static final String BARE = "{}";

    private static final int SHOWN = 80;

    public Template {
        int slot = text.indexOf(BARE);
        if (slot < 0 || text.indexOf(BARE, slot + 1) >= 0) {
            throw new IllegalArgumentException(
                    "a template has exactly one {} for the " + filler + ", but this one is '" + shortened(text) + "'");
        }
    }

    /** The text with something in the place of the {@code {}}. */
    public String with(String something) {
        return text.replace(BARE, something);
    }

    /** At which {@code char} of the text the {@code {}} begins. */
    public int slot() {
        return text.indexOf(BARE);
    }

    /** The beginning of a text that may be long, for an error. */
    static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN - 3) + "...";
    }
}
