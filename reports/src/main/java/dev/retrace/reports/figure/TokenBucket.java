package dev.retrace.reports.figure;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The kinds of tokens of a prompt, in the order of the published figures, top to bottom (Sen Sharma
 * et al., arXiv 2404.03646, figures 2 and 3).
 */
enum TokenBucket {
    PREFIX("before the subject"),
    SUBJECT_EARLIER("subject, earlier"),
    SUBJECT_2ND_LAST("subject, last but one"),
    SUBJECT_LAST("subject, last"),
    FURTHER("after the subject"),
    LAST("last token");

    private final String label;

    TokenBucket(String label) {
        this.label = label;
    }

    /** All buckets as tables write them. */
    static List<String> words() {
        return Arrays.stream(values()).map(TokenBucket::word).toList();
    }

    /** How a figure names the bucket that tables write so, if it is one. */
    static Optional<String> label(String word) {
        return Arrays.stream(values())
                .filter(bucket -> bucket.word().equals(word))
                .map(bucket -> bucket.label)
                .findFirst();
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
