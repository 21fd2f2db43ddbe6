package dev.retrace.steps.editing;

import dev.retrace.steps.dataset.Rewrite;
import java.util.ArrayList;
import java.util.List;

/**
 * A prompt that measures an edit.
 *
 * @param index among those of its kind, from 0
 */
record Probe(Kind kind, int index, String text) {

    /** What is asked, and which object is wanted after it. */
    enum Kind {
        /** The request's own prompt: efficacy, ES. */
        REWRITE("rewrite", "es"),
        /** The same in other words: generalisation, PS. */
        PARAPHRASE("paraphrase", "ps"),
        /** The same of other subjects, whose answer is to stay: specificity, NS. */
        NEIGHBORHOOD("neighborhood", "ns");

        private final String label;
        private final String score;

        Kind(String label, String score) {
            this.label = label;
            this.score = score;
        }

        /** As tables write it. */
        String label() {
            return label;
        }

        /** The share of its prompts after which the wanted object is the more probable one, as tables write it. */
        String score() {
            return score;
        }

        /** Whether the new object is wanted, rather than the true one. */
        boolean wantsNew() {
            return this != NEIGHBORHOOD;
        }
    }

    /** All of a request. */
    static List<Probe> of(Rewrite rewrite) {
        List<Probe> probes = new ArrayList<>();
        add(probes, Kind.REWRITE, List.of(rewrite.fact().prompt()));
        add(probes, Kind.PARAPHRASE, rewrite.prompts().paraphrases());
        add(probes, Kind.NEIGHBORHOOD, rewrite.prompts().neighborhood());
        return probes;
    }

    private static void add(List<Probe> probes, Kind kind, List<String> texts) {
        for (int i = 0; i < texts.size(); i++) {
            probes.add(new Probe(kind, i, texts.get(i)));
        }
    }
}
