package dev.retrace.steps.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.steps.TestLane;
import dev.retrace.steps.dataset.KnownFacts.Quota;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A model that knows subjects with an even number: its answer is then the object, else something else. */
class KnownFactsTest {

    private static final long SEED = 7;

    @Test
    void aTokenThatBeginsTheObjectIsKnown() {
        assertTrue(KnownFacts.begins(" Bei", "Beijing"));
        assertTrue(KnownFacts.begins(" beijing", " Beijing "));
        assertFalse(KnownFacts.begins(" Beijing", "Bei"));
        assertFalse(KnownFacts.begins(" ", "Beijing"));
        assertFalse(KnownFacts.begins("ijing", "Beijing"));
    }

    @Test
    void onlyKnownFactsAreKept() {
        List<String> kept = subjects(choose(facts("a", 40), new Quota(100, 100)));

        assertEquals(20, kept.size());
        assertTrue(kept.stream().allMatch(KnownFactsTest::even));
    }

    @Test
    void relationsAreRepresentedEvenly() {
        List<Fact> facts = Stream.of(facts("a", 200), facts("b", 6), facts("c", 200))
                .flatMap(List::stream)
                .toList();

        // b has only three known facts; the other nine and nine are a's and c's, one more for a.
        List<Fact> kept = choose(facts, new Quota(22, 150));

        assertEquals(10, count(kept, "a"));
        assertEquals(3, count(kept, "b"));
        assertEquals(9, count(kept, "c"));
    }

    @Test
    void noRelationExceedsItsOwnLimit() {
        List<Fact> facts =
                Stream.concat(facts("a", 60).stream(), facts("b", 60).stream()).toList();

        assertEquals(10, choose(facts, new Quota(400, 5)).size());
    }

    @Test
    void aFurtherFactDisplacesAtMostOne() {
        List<String> before = subjects(choose(facts("a", 100), new Quota(10, 150)));

        Set<String> after = new HashSet<>(subjects(choose(facts("a", 101), new Quota(10, 150))));

        after.retainAll(before);
        assertTrue(after.size() >= 9, () -> "kept of " + before + " only " + after);
    }

    @Test
    void theOrderOfTheFactsDoesNotMatter() {
        List<Fact> facts = facts("a", 100);
        List<Fact> reversed = new ArrayList<>(facts);
        Collections.reverse(reversed);

        assertEquals(choose(facts, new Quota(10, 150)), choose(reversed, new Quota(10, 150)));
    }

    @Test
    void aLargerLimitKeepsWhatASmallerOneKept() {
        List<Fact> small = choose(facts("a", 100), new Quota(10, 150));
        List<Fact> large = choose(facts("a", 100), new Quota(30, 150));

        assertEquals(small, large.subList(0, 10));
    }

    @Test
    void theModelIsAskedOnlyAsFarAsNeeded() {
        KnownFacts choice = choice(facts("a", 1000), new Quota(8, 150));

        choice.choose();

        // Eight at a time, half of them known: about sixteen, never the thousand.
        assertTrue(choice.asked() <= 48, () -> choice.asked() + " facts were put to the model");
        assertTrue(choice.report().get(0).startsWith("a: of 1000 facts " + choice.asked() + " were put to the model"));
    }

    private static List<Fact> choose(List<Fact> facts, Quota quota) {
        return choice(facts, quota).choose().stream()
                .map(KnownFacts.Known::fact)
                .toList();
    }

    private static KnownFacts choice(List<Fact> facts, Quota quota) {
        return new KnownFacts(facts, SEED, quota, KnownFactsTest::predict, new TestLane());
    }

    private static List<Prediction> predict(List<Fact> facts) {
        return facts.stream()
                .map(fact -> new Prediction(7, even(fact.subject()) ? " " + fact.object() : " what", 0.5f))
                .toList();
    }

    private static boolean even(String subject) {
        return Integer.parseInt(subject.substring(1)) % 2 == 0;
    }

    private static List<Fact> facts(String relation, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Fact(relation, "{} is", "s" + i, "object"))
                .toList();
    }

    private static List<String> subjects(List<Fact> facts) {
        return facts.stream().map(Fact::subject).toList();
    }

    private static long count(List<Fact> facts, String relation) {
        return facts.stream().filter(fact -> fact.relation().equals(relation)).count();
    }
}
