package dev.retrace.steps.intervention;

/**
 * A run of adjacent tokens, such as the subject of a fact.
 *
 * @param begin index of the first token
 * @param end index after the last token
 */
public record TokenSpan(int begin, int end) {

    public TokenSpan {
        if (begin < 0 || end <= begin) {
            throw new IllegalArgumentException(
                    "a span needs 0 <= begin < end, but was given [" + begin + ", " + end + ")");
        }
    }

    /** The span of one token. */
    public static TokenSpan at(int token) {
        return new TokenSpan(token, token + 1);
    }

    /** Where causal tracing finds the decisive hidden state: the subject's last token. */
    public int last() {
        return end - 1;
    }
}
