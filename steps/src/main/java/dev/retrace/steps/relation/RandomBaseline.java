package dev.retrace.steps.relation;

import dev.retrace.steps.tokenizer.Tokenizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * How often chance is right that draws a first token as often as the relation has it: {@code Σ (n / N)²} over
 * the first tokens of its objects, n facts of N each. Source: Hernandez et al. (arXiv 2308.09124), the
 * authors' code.
 *
 * @param facts N, each as often as it is listed
 * @param value between 0 and 1
 */
record RandomBaseline(int facts, int objects, int firstTokens, double value) {

    /** That of objects as they would follow a prompt, a space before each. */
    static RandomBaseline of(List<String> objects, Tokenizer tokenizer) {
        Map<Integer, Integer> counts = new HashMap<>();
        for (String object : objects) {
            int[] ids = tokenizer.encode(" " + object).ids();
            counts.merge(ids.length == 0 ? -1 : ids[0], 1, Integer::sum);
        }
        double n = objects.size();
        double value = counts.values().stream()
                .mapToDouble(count -> (count / n) * (count / n))
                .sum();
        return new RandomBaseline(objects.size(), new HashSet<>(objects).size(), counts.size(), value);
    }
}
