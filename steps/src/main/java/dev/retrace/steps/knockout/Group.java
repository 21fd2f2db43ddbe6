package dev.retrace.steps.knockout;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Tokens of one prompt that are sources together.
 *
 * @param of which group they are
 * @param token which one, where every token is a group by itself; else -1
 */
record Group(TokenGroup of, BitSet tokens, int token) {

    Group {
        tokens = (BitSet) tokens.clone();
    }

    @Override
    public BitSet tokens() {
        return (BitSet) tokens.clone();
    }

    /** The groups of a prompt. */
    static List<Group> all(List<TokenGroup> asked, Question question, List<Integer> counted) {
        List<Group> groups = new ArrayList<>();
        for (TokenGroup group : asked) {
            BitSet tokens = group.of(question, counted);
            if (group == TokenGroup.EACH) {
                tokens.stream().forEach(token -> {
                    BitSet one = new BitSet();
                    one.set(token);
                    groups.add(new Group(group, one, token));
                });
            } else {
                groups.add(new Group(group, tokens, -1));
            }
        }
        return groups;
    }
}
