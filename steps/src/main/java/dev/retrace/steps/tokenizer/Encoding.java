package dev.retrace.steps.tokenizer;

import dev.retrace.steps.intervention.TokenSpan;
import java.util.List;
import java.util.Optional;

/** A text as tokens, in order. */
public record Encoding(List<Token> tokens) {

    public Encoding {
        tokens = List.copyOf(tokens);
    }

    /**
     * One token and the characters that it stands for. A token that holds only some bytes of a
     * character covers the whole character, so neighbours may overlap.
     *
     * @param id its row of the embedding
     * @param begin code point at which it begins, its leading space included
     * @param end code point after its last
     */
    public record Token(int id, int begin, int end) {}

    /** The ids alone. */
    public int[] ids() {
        return tokens.stream().mapToInt(Token::id).toArray();
    }

    /** The tokens that cover any of the code points in {@code [begin, end)}, if there are any. */
    public Optional<TokenSpan> overlapping(int begin, int end) {
        int first = -1;
        int after = -1;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.begin() < end && token.end() > begin) {
                first = first < 0 ? i : first;
                after = i + 1;
            }
        }
        return first < 0 ? Optional.empty() : Optional.of(new TokenSpan(first, after));
    }
}
