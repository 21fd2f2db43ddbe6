package dev.retrace.steps.editing.generation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * How little a text repeats itself: GE, the mean of the weighted entropies of its pairs and triples of words,
 *
 * <pre>{@code
 * GE = ½ (⅔ H₂ + 4/3 H₃)        Hₙ = -Σ f log₂ f
 * }</pre>
 *
 * <p>with f the share that an n-gram has of the text's n-grams; in bits. A text of fewer than n words has Hₙ = 0.
 *
 * <p>Source: Zhang et al. (arXiv 1809.05972) for the entropy; Meng et al. (arXiv 2202.05262), section 3.4, for GE,
 * with the weights of its code. That code splits words as NLTK does; here a word is a run of letters and digits,
 * joined by hyphens, points, commas and apostrophes between them, and every other sign is a word: that differs in
 * contractions ("don't" is one word, not two), hardly in what repeats.
 *
 * @param words how many words the text has
 * @param entropy GE
 */
record Fluency(int words, double entropy) {

    private static final Pattern WORD =
            Pattern.compile("[\\p{L}\\p{M}\\p{N}]+(?:[-.,'\u2019][\\p{L}\\p{M}\\p{N}]+)*|\\S");
    private static final Map<Integer, Double> WEIGHTS = Map.of(2, 2.0 / 3, 3, 4.0 / 3);

    /** That of a text. */
    static Fluency of(String text) {
        List<String> words =
                WORD.matcher(text).results().map(MatchResult::group).toList();
        double sum = 0;
        for (int n : List.of(2, 3)) {
            sum += WEIGHTS.getOrDefault(n, 0.0) * entropy(words, n);
        }
        return new Fluency(words.size(), sum / WEIGHTS.size());
    }

    private static double entropy(List<String> words, int n) {
        Map<List<String>, Integer> counts = new HashMap<>();
        int all = words.size() - n + 1;
        for (int begin = 0; begin < all; begin++) {
            counts.merge(words.subList(begin, begin + n), 1, Integer::sum);
        }
        double[] terms = counts.values().stream()
                .mapToDouble(count -> -(double) count / all * Math.log((double) count / all) / Math.log(2))
                .sorted() // the same sum whatever the map's order
                .toArray();
        double entropy = 0;
        for (double term : terms) {
            entropy += term;
        }
        return entropy;
    }
}
