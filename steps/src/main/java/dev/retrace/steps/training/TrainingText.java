package dev.retrace.steps.training;

import dev.retrace.steps.dataset.Draw;
import java.util.Locale;

/**
 * A text to learn or to validate by.
 *
 * @param kind what it was made from
 * @param relation that it is about; empty for none
 * @param text without what stands before it
 * @param held whether it may be kept back to validate by
 */
record TrainingText(Kind kind, String relation, String text, boolean held) {

    private static final int LEADS = 4;

    /** What a text was made from. */
    enum Kind {
        /** One fact in one wording. */
        FACT,
        /** Several facts of one relation, one a line, as prompts with examples are. */
        EXAMPLES,
        /** A prompt of a request to edit, with its true answer. */
        REQUEST,
        /** Any text. */
        PLAIN;

        /** As tables spell it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The same text has it wherever it comes from. */
    String id() {
        return String.format(Locale.ROOT, "%016x", Draw.of(0, "training text", text));
    }

    /** Whether it is kept back, where a share of those that may be is. */
    boolean validates(double share, long seed) {
        return held && new Numbers(seed, "validation", id()).uniform(0) < share;
    }

    /**
     * The text as it is learned: half of the time as it is, else with what experiments put before a prompt, a space
     * after {@code <|endoftext|>} or a line end.
     */
    String led(long seed) {
        if (kind == Kind.PLAIN) {
            return text;
        }
        return switch ((int) Math.floorMod(Draw.of(seed, "lead", id()), (long) LEADS)) {
            case 0 -> " " + text;
            case 1 -> "\n" + text;
            default -> text;
        };
    }
}
