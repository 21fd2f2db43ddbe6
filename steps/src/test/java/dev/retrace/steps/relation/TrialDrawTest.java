package dev.retrace.steps.relation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.steps.dataset.Fact;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TrialDrawTest {

    private final TrialDraw draw = new TrialDraw(7, 0);

    /** Twelve facts of objects a, b and c, of which most are a. */
    private final List<Fact> facts = facts("aaaaaaaabbbc");

    @Test
    void examplesCoverObjectsInTurn() {
        String objects = objects(draw.examples(facts, 5));

        assertEquals(Set.of('a', 'b', 'c'), letters(objects.substring(0, 3)));
        assertEquals(Set.of('a', 'b'), letters(objects.substring(3)), objects); // there is no second c
    }

    @Test
    void everyExampleIsAnotherFact() {
        assertEquals(9, new HashSet<>(draw.examples(facts, 9)).size());
        assertEquals(12, draw.examples(facts, 50).size());
    }

    @Test
    void othersAreAllThatAreNoExamples() {
        List<Fact> examples = draw.examples(facts, 5);

        List<Fact> others = draw.others(facts, examples);

        Set<Fact> all = new HashSet<>(others);
        assertEquals(7, all.size());
        all.addAll(examples);
        assertEquals(new HashSet<>(facts), all);
    }

    @Test
    void drawsDependOnSeedAndTrial() {
        List<Fact> once = draw.examples(facts, 5);

        assertEquals(once, new TrialDraw(7, 0).examples(facts, 5));
        assertNotEquals(once, new TrialDraw(8, 0).examples(facts, 5));
        assertNotEquals(once, new TrialDraw(7, 1).examples(facts, 5));
    }

    @Test
    void aFurtherFactMovesNoOther() {
        List<Fact> more = new ArrayList<>(facts);
        more.add(3, new Fact("r", "{} is", "newcomer", "d"));

        List<Fact> others = new ArrayList<>(draw.others(more, List.of()));
        others.removeIf(fact -> fact.object().equals("d"));

        assertEquals(draw.others(facts, List.of()), others);
    }

    @Test
    void aTargetHasAnotherSubjectAndAnotherObject() {
        Fact twin = new Fact("r", "{} is", facts.get(0).subject(), "d");
        List<Fact> among = new ArrayList<>(facts);
        among.add(twin);

        for (Fact fact : among) {
            Fact target = draw.target(fact, among).orElseThrow();
            assertNotEquals(fact.object(), target.object());
            assertNotEquals(fact.subject(), target.subject());
        }
    }

    @Test
    void targetsDiffer() {
        Set<Fact> targets = facts.stream()
                .map(fact -> draw.target(fact, facts).orElseThrow())
                .collect(Collectors.toSet());

        assertTrue(targets.size() > 3, () -> "only " + targets);
    }

    @Test
    void whereAllHaveOneObjectThereIsNoTarget() {
        assertEquals(Optional.empty(), draw.target(facts("aaa").get(0), facts("aaa")));
    }

    private static List<Fact> facts(String objects) {
        List<Fact> facts = new ArrayList<>();
        for (int i = 0; i < objects.length(); i++) {
            facts.add(new Fact("r", "{} is", "subject " + i, objects.substring(i, i + 1)));
        }
        return facts;
    }

    private static String objects(List<Fact> facts) {
        return facts.stream().map(Fact::object).collect(Collectors.joining());
    }

    private static Set<Character> letters(String text) {
        return text.chars().mapToObj(letter -> (char) letter).collect(Collectors.toSet());
    }
}
