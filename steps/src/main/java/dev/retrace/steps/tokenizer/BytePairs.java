package dev.retrace.steps.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the pairs of a byte-pair encoding: the most frequent pair of neighbours becomes a token of its own, again and
 * again; of pairs that are as frequent the one of the older tokens.
 *
 * <p>Source: Sennrich et al. (arXiv 1508.07909), algorithm 1, over bytes as in Radford et al. (2019), section 2.2.
 *
 * <p>Tokens are numbers: 0 to 255 the bytes, then what pairs became, in their order. Mutable: use it once.
 */
final class BytePairs {

    private static final int HALF = 32;

    private final List<int[]> words = new ArrayList<>(); // each once, as tokens
    private final List<Integer> times = new ArrayList<>(); // how often each occurs
    private final Map<Long, Integer> counts = new HashMap<>(); // by pair
    private final Map<Long, Set<Integer>> places = new HashMap<>(); // by pair, the words that had it once
    private final List<String> tokens = new ArrayList<>(ByteLevel.alphabet());
    private final Map<String, Integer> ids = new HashMap<>(); // of tokens
    private final List<Pair> merged = new ArrayList<>();

    /**
     * What was learned.
     *
     * @param tokens as {@link ByteLevel} writes them: the 256 bytes, then those that pairs became
     * @param pairs in the order in which they are merged; two may become the same token
     */
    record Learned(List<String> tokens, List<Pair> pairs) {

        Learned {
            tokens = List.copyOf(tokens);
            pairs = List.copyOf(pairs);
        }
    }

    /** Two tokens that become one. */
    record Pair(int left, int right) {

        private long key() {
            return (long) left << HALF | right;
        }

        private static Pair of(long key) {
            return new Pair((int) (key >>> HALF), (int) key);
        }
    }

    /** @param texts in any order */
    BytePairs(List<String> texts) {
        tokens.forEach(token -> ids.put(token, ids.size()));
        Map<String, Integer> pieces = new TreeMap<>();
        texts.forEach(text -> ByteLevel.pieces(text)
                .forEach(piece -> pieces.merge(new String(piece, StandardCharsets.ISO_8859_1), 1, Integer::sum)));
        pieces.forEach(this::add);
    }

    private void add(String bytes, int often) {
        words.add(bytes.chars().toArray());
        times.add(often);
        count(words.size() - 1, 1);
    }

    /** Counts a word's pairs in or out. */
    private void count(int word, int sign) {
        int[] tokens = words.get(word);
        for (int i = 0; i + 1 < tokens.length; i++) {
            long pair = new Pair(tokens[i], tokens[i + 1]).key();
            if (counts.merge(pair, sign * times.get(word), Integer::sum) == 0) {
                counts.remove(pair);
            }
            places.computeIfAbsent(pair, absent -> new TreeSet<>()).add(word);
        }
    }

    /**
     * Merges pairs.
     *
     * @param most how many tokens there shall be; fewer if there are not enough pairs
     * @param often a pair must occur at least so many times
     */
    Learned merge(int most, int often) {
        while (tokens.size() < most) {
            Map.Entry<Long, Integer> best = best();
            if (best == null || best.getValue() < often) {
                break;
            }
            merge(Pair.of(best.getKey()));
        }
        return new Learned(tokens, merged);
    }

    private Map.@Nullable Entry<Long, Integer> best() {
        Map.Entry<Long, Integer> best = null;
        for (Map.Entry<Long, Integer> pair : counts.entrySet()) {
            if (best == null
                    || pair.getValue() > best.getValue()
                    || (pair.getValue().equals(best.getValue()) && pair.getKey() < best.getKey())) {
                best = pair;
            }
        }
        return best;
    }

    private void merge(Pair pair) {
        String written = tokens.get(pair.left()) + tokens.get(pair.right());
        Integer known = ids.putIfAbsent(written, tokens.size());
        int token = known == null ? tokens.size() : known;
        if (known == null) {
            tokens.add(written);
        }
        merged.add(pair);
        for (int word : places.getOrDefault(pair.key(), Set.of()).toArray(Integer[]::new)) {
            count(word, -1);
            words.set(word, replaced(words.get(word), pair, token));
            count(word, 1);
        }
        places.remove(pair.key());
    }

    private static int[] replaced(int[] word, Pair pair, int token) {
        int[] shorter = new int[word.length];
        int length = 0;
        for (int i = 0; i < word.length; i++) {
            boolean here = i + 1 < word.length && word[i] == pair.left() && word[i + 1] == pair.right();
            shorter[length++] = here ? token : word[i];
            i += here ? 1 : 0;
        }
        return Arrays.copyOf(shorter, length);
    }
}
