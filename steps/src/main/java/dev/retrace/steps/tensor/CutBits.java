package dev.retrace.steps.tensor;

import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/** Cuts as kernels read them: for each cut the heads that it spares, its sources and its targets, as bits. */
final class CutBits {

    private final int[] ofRow;
    private final int[] words;
    private final int headWords;
    private final int tokenWords;

    private CutBits(int[] ofRow, int[] words, int headWords, int tokenWords) {
        this.ofRow = ofRow;
        this.words = words;
        this.headWords = headWords;
        this.tokenWords = tokenWords;
    }

    /** @param tokens of the longest prompt */
    static CutBits of(List<Cut> cuts, int rows, int heads, int tokens) {
        List<Cut> sorted =
                cuts.stream().sorted(Comparator.comparingInt(Cut::row)).toList();
        int headWords = words(heads);
        int tokenWords = words(tokens);
        int[] ofRow = new int[rows + 1];
        sorted.forEach(cut -> ofRow[cut.row() + 1]++);
        for (int row = 0; row < rows; row++) {
            ofRow[row + 1] += ofRow[row];
        }
        int[] words = new int[sorted.size() * (headWords + 2 * tokenWords)];
        int next = 0;
        for (Cut cut : sorted) {
            next = put(cut.kept(), words, next, headWords);
            next = put(cut.sources(), words, next, tokenWords);
            next = put(cut.targets(), words, next, tokenWords);
        }
        return new CutBits(ofRow, words, headWords, tokenWords);
    }

    /** For each row its first cut, and at the end how many there are; not to be changed. */
    int[] ofRow() {
        return ofRow;
    }

    /** The bits of all cuts, one after another; not to be changed. */
    int[] words() {
        return words;
    }

    /** How many words say which heads. */
    int headWords() {
        return headWords;
    }

    /** How many words say which tokens. */
    int tokenWords() {
        return tokenWords;
    }

    private static int words(int bits) {
        return (bits + Integer.SIZE - 1) / Integer.SIZE;
    }

    private static int put(BitSet bits, int[] words, int begin, int count) {
        bits.stream()
                .takeWhile(bit -> bit < count * Integer.SIZE)
                .forEach(bit -> words[begin + bit / Integer.SIZE] |= 1 << bit % Integer.SIZE);
        return begin + count;
    }
}
