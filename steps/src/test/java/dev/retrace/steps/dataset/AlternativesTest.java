package dev.retrace.steps.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AlternativesTest {

    private static final Fact JORDAN = sport("Michael Jordan", "basketball");
    private static final Fact PELE = sport("Pele", "soccer");

    @Test
    void subjectAndObjectMustDifferWhateverTheirCaseAndSpaces() {
        List<Fact> facts = List.of(
                JORDAN,
                sport("LeBron James", "Basketball "),
                sport("michael  jordan", "baseball"),
                new Fact("other", "{} is", "Berne", "city"),
                PELE);

        assertEquals(PELE, new Alternatives(facts, 7).of(JORDAN).get(0));
    }

    @Test
    void aFactAloneHasNone() {
        assertEquals(List.of(), new Alternatives(List.of(JORDAN), 7).of(JORDAN));
    }

    @Test
    void theLeastHashIsDrawn() {
        List<Fact> facts = IntStream.range(0, 20)
                .mapToObj(i -> sport("player " + i, "sport " + i))
                .toList();
        Fact own = facts.get(0);
        Fact least = facts.stream()
                .skip(1)
                .min(Comparator.comparingLong(fact -> Draw.of(7, "corruption", own.id(), fact.id())))
                .orElseThrow();

        assertEquals(least, new Alternatives(facts, 7).of(own).get(0));
    }

    @Test
    void aFurtherFactChangesOnlyWhatItIsDrawnFor() {
        List<Fact> facts = new ArrayList<>(IntStream.range(0, 50)
                .mapToObj(i -> sport("player " + i, "sport " + i))
                .toList());
        Alternatives before = new Alternatives(facts, 7);
        Alternatives after = new Alternatives(
                IntStream.range(0, 51)
                        .mapToObj(i -> sport("player " + i, "sport " + i))
                        .toList(),
                7);

        for (Fact fact : facts) {
            Fact drawn = after.of(fact).get(0);
            if (!drawn.equals(before.of(fact).get(0))) {
                assertEquals("player 50", drawn.subject());
            }
        }
    }

    private static Fact sport(String player, String sport) {
        return new Fact("sport", "{} plays", player, sport);
    }
}
