package dev.retrace.steps.dataset;

import dev.retrace.engine.step.Lane;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Chooses facts that a model knows: those whose object it predicts.
 *
 * <p>Each relation's facts are ranked by a draw of their own. The first known fact of every relation
 * is kept, then the second of every relation, and so on until there are enough: so relations are
 * represented evenly, and a further fact moves no other fact's rank. Facts are put to the model only
 * as far as they are needed.
 *
 * <p>Mutable while it chooses; use one for one choice.
 */
final class KnownFacts {

    /** Says what a model answers. */
    @FunctionalInterface
    interface Predictor {

        /** The most probable next token of each fact's prompt. */
        List<Prediction> predict(List<Fact> facts);
    }

    /** A fact that is known, with the prediction that shows it. */
    record Known(Fact fact, Prediction prediction) {}

    /**
     * How many to choose.
     *
     * @param limit in all
     * @param perRelation at most
     */
    record Quota(int limit, int perRelation) {}

    /** The facts put to the model at once at most; bounds memory. */
    private static final int BATCH = 64;

    private final Map<String, Candidates> relations = new TreeMap<>();
    private final Quota quota;
    private final int batch;
    private final Predictor predictor;
    private final Lane lane;

    KnownFacts(List<Fact> facts, long seed, Quota quota, Predictor predictor, Lane lane) {
        this.quota = quota;
        this.predictor = predictor;
        this.lane = lane;
        for (Fact fact : facts) {
            relations
                    .computeIfAbsent(fact.relation(), name -> new Candidates())
                    .ranked
                    .add(new Ranked(Draw.of(seed, "known", fact.id()), fact));
        }
        relations.values().forEach(candidates -> candidates.ranked.sort(Ranked.ORDER));
        this.batch = Math.min(BATCH, Math.max(8, quota.limit() / Math.max(1, relations.size())));
    }

    /** The chosen facts, by relation, then by rank. */
    List<Known> choose() {
        int kept = 0;
        boolean more = true;
        while (more && kept < quota.limit()) {
            more = false;
            for (Candidates candidates : relations.values()) {
                if (kept < quota.limit() && candidates.kept.size() < quota.perRelation() && keepNext(candidates)) {
                    kept++;
                    more = true;
                    lane.progress(kept, quota.limit());
                }
            }
        }
        return relations.values().stream()
                .flatMap(candidates -> candidates.kept.stream())
                .toList();
    }

    /** One line a relation: how many facts it has, how many were asked, known and kept. */
    List<String> report() {
        List<String> lines = new ArrayList<>();
        relations.forEach((name, candidates) -> lines.add("%s: of %d facts %d were put to the model, %d known, %d kept"
                .formatted(
                        name,
                        candidates.ranked.size(),
                        candidates.asked,
                        candidates.kept.size() + candidates.waiting.size(),
                        candidates.kept.size())));
        return lines;
    }

    /** How many facts were put to the model. */
    int asked() {
        return relations.values().stream()
                .mapToInt(candidates -> candidates.asked)
                .sum();
    }

    /**
     * Whether a predicted token begins an object: stripped and in lower case it is a prefix of it, and
     * not empty.
     *
     * <p>Source: Sen Sharma et al. (arXiv 2404.03646), section 3, as in the authors' code.
     */
    static boolean begins(String token, String object) {
        String start = token.strip().toLowerCase(Locale.ROOT);
        return !start.isEmpty() && object.strip().toLowerCase(Locale.ROOT).startsWith(start);
    }

    private boolean keepNext(Candidates candidates) {
        while (candidates.waiting.isEmpty() && candidates.asked < candidates.ranked.size()) {
            lane.checkCancelled();
            ask(candidates);
        }
        Known next = candidates.waiting.poll();
        return next != null && candidates.kept.add(next);
    }

    private void ask(Candidates candidates) {
        int end = Math.min(candidates.asked + batch, candidates.ranked.size());
        List<Fact> facts = candidates.ranked.subList(candidates.asked, end).stream()
                .map(Ranked::fact)
                .toList();
        List<Prediction> predictions = predictor.predict(facts);
        for (int i = 0; i < facts.size(); i++) {
            if (begins(predictions.get(i).text(), facts.get(i).object())) {
                candidates.waiting.add(new Known(facts.get(i), predictions.get(i)));
            }
        }
        candidates.asked = end;
    }

    private record Ranked(long draw, Fact fact) {

        static final Comparator<Ranked> ORDER = Comparator.comparingLong(Ranked::draw)
                .thenComparing(ranked -> ranked.fact().id());
    }

    /** A relation's facts and how far they were asked; accumulates. */
    private static final class Candidates {

        final List<Ranked> ranked = new ArrayList<>();
        final Deque<Known> waiting = new ArrayDeque<>();
        final List<Known> kept = new ArrayList<>();
        int asked;
    }
}
