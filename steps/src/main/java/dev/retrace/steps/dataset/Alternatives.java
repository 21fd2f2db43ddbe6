package dev.retrace.steps.dataset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Whose subject takes the place of a fact's own: another fact of the same relation with another
 * subject and another object, drawn at random.
 *
 * <p>Source: Sen Sharma et al. (arXiv 2404.03646), section 3. The draw is the least hash of (seed,
 * fact, candidate), so a further fact changes the choice of only those that it is now drawn for.
 */
final class Alternatives {

    private record Candidate(String id, String subject, String object, Fact fact) {

        static Candidate of(Fact fact) {
            return new Candidate(fact.id(), normal(fact.subject()), normal(fact.object()), fact);
        }

        boolean differsFrom(Candidate other) {
            return !subject.equals(other.subject) && !object.equals(other.object);
        }

        private static String normal(String text) {
            return text.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
        }
    }

    private final Map<String, List<Candidate>> relations = new HashMap<>();
    private final long seed;

    Alternatives(List<Fact> facts, long seed) {
        this.seed = seed;
        for (Fact fact : facts) {
            relations
                    .computeIfAbsent(fact.relation(), name -> new ArrayList<>())
                    .add(Candidate.of(fact));
        }
    }

    /** The facts of the same relation that differ in subject and object, in the order in which they are drawn. */
    List<Fact> of(Fact fact) {
        Candidate own = Candidate.of(fact);
        return relations.getOrDefault(fact.relation(), List.of()).stream()
                .filter(candidate -> candidate.differsFrom(own))
                .map(candidate -> new Drawn(Draw.of(seed, "corruption", own.id, candidate.id), candidate))
                .sorted(Comparator.comparingLong(Drawn::draw)
                        .thenComparing(drawn -> drawn.candidate().id()))
                .map(drawn -> drawn.candidate().fact())
                .toList();
    }

    private record Drawn(long draw, Candidate candidate) {}
}
