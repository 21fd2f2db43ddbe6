package dev.retrace.steps.relation;

import dev.retrace.steps.dataset.Draw;
import dev.retrace.steps.dataset.Fact;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a trial draws. Every draw is a hash over the seed, the trial and the facts drawn, so that a further
 * fact moves no other's place.
 */
record TrialDraw(long seed, int trial) {

    /**
     * Facts to show as examples: in the order of their draws, of every object its first, then of every object
     * its second, and so on, as the authors' code covers objects.
     *
     * @param n how many; fewer if there are fewer facts
     */
    List<Fact> examples(List<Fact> facts, int n) {
        Map<String, Deque<Fact>> byObject = new LinkedHashMap<>();
        for (Fact fact : ranked("relation-example", facts)) {
            byObject.computeIfAbsent(fact.object(), object -> new ArrayDeque<>())
                    .add(fact);
        }
        List<Fact> examples = new ArrayList<>();
        while (examples.size() < Math.min(n, facts.size())) {
            for (Deque<Fact> sharing : byObject.values()) {
                if (examples.size() < n && !sharing.isEmpty()) {
                    examples.add(sharing.remove());
                }
            }
        }
        return examples;
    }

    /** All other facts, in the order in which they are put to the model. */
    List<Fact> others(List<Fact> facts, List<Fact> examples) {
        return ranked(
                "relation-test",
                facts.stream().filter(fact -> !examples.contains(fact)).toList());
    }

    /** Whose object a fact's edit aims at: the fact of another subject and another object with the least draw. */
    Optional<Fact> target(Fact fact, List<Fact> among) {
        return among.stream()
                .filter(other -> !other.subject().equals(fact.subject()))
                .filter(other -> !other.object().equals(fact.object()))
                .min(Comparator.comparingLong((Fact other) -> draw("relation-target", fact.id(), other.id()))
                        .thenComparing(Fact::id));
    }

    private List<Fact> ranked(String purpose, List<Fact> facts) {
        return facts.stream()
                .sorted(Comparator.comparingLong((Fact fact) -> draw(purpose, fact.id()))
                        .thenComparing(Fact::id)
                        .thenComparing(Fact::object))
                .toList();
    }

    private long draw(String purpose, String... ids) {
        String[] all = new String[ids.length + 1];
        all[0] = Integer.toString(trial);
        System.arraycopy(ids, 0, all, 1, ids.length);
        return Draw.of(seed, purpose, all);
    }
}
