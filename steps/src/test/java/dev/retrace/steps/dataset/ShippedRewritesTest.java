package dev.retrace.steps.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.steps.dataset.Rewrite.Prompts;
import dev.retrace.steps.dataset.ShippedWorld.Relation;
import dev.retrace.steps.dataset.ShippedWorld.Sample;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the requests to edit that are shipped to CounterFact's form, and to the facts that are shipped beside them. */
class ShippedRewritesTest {

    private static final Map<String, Relation> RELATIONS =
            ShippedWorld.relations().stream().collect(Collectors.toMap(Relation::name, Function.identity()));

    @Test
    void thereAreTwoHundredOfManyRelations() throws IOException {
        List<Rewrite> rewrites = ShippedWorld.rewrites();

        assertEquals(200, rewrites.size());
        assertTrue(rewrites.stream()
                        .map(rewrite -> rewrite.fact().relation())
                        .distinct()
                        .count()
                >= 6);
        assertEquals(
                List.of(),
                ShippedFactsTest.repeated(
                        rewrites.stream().map(rewrite -> rewrite.fact().id()).toList()));
    }

    @Test
    void eachHasTwoParaphrasesTenNeighboursAndBeginningsOfTexts() throws IOException {
        for (Rewrite rewrite : ShippedWorld.rewrites()) {
            Prompts prompts = rewrite.prompts();

            assertEquals(2, distinct(prompts.paraphrases()), rewrite::toString);
            assertEquals(10, distinct(prompts.neighborhood()), rewrite::toString);
            assertEquals(10, prompts.neighborhood().size(), rewrite::toString);
            assertTrue(distinct(prompts.generation()) >= 2, rewrite::toString);
        }
    }

    @Test
    void eachAsksForAShippedFactAsItsRelationAsks() throws IOException {
        for (Rewrite rewrite : ShippedWorld.rewrites()) {
            Fact fact = rewrite.fact();
            Relation relation = relation(rewrite);

            assertEquals(relation.zeroShot().get(0), fact.template());
            assertTrue(relation.samples().contains(new Sample(fact.subject(), fact.object())), fact::toString);
            assertTrue(relation.objects().contains(rewrite.target()), rewrite::toString);
            assertNotEquals(fact.object(), rewrite.target(), fact::toString);
        }
    }

    @Test
    void paraphrasesAreTheRelationsOwnAboutTheSubject() throws IOException {
        for (Rewrite rewrite : ShippedWorld.rewrites()) {
            List<String> known =
                    filled(relation(rewrite).paraphrases(), rewrite.fact().subject());

            assertTrue(known.containsAll(rewrite.prompts().paraphrases()), rewrite::toString);
            assertTrue(
                    rewrite.prompts().generation().stream()
                            .allMatch(prompt -> prompt.contains(rewrite.fact().subject())),
                    rewrite::toString);
        }
    }

    @Test
    void neighboursAreOtherSubjectsWithTheTrueObject() throws IOException {
        for (Rewrite rewrite : ShippedWorld.rewrites()) {
            Fact fact = rewrite.fact();
            List<String> others = relation(rewrite).subjectsOf(fact.object()).stream()
                    .filter(subject -> !subject.equals(fact.subject()))
                    .map(fact::promptAbout)
                    .toList();

            assertTrue(others.containsAll(rewrite.prompts().neighborhood()), fact::toString);
        }
    }

    @Test
    void noPromptEndsWithASpace() throws IOException {
        for (Rewrite rewrite : ShippedWorld.rewrites()) {
            Prompts prompts = rewrite.prompts();
            Stream.of(
                            List.of(rewrite.fact().prompt(), rewrite.target()),
                            prompts.paraphrases(),
                            prompts.neighborhood(),
                            prompts.generation())
                    .flatMap(List::stream)
                    .forEach(text -> assertFalse(ShippedFactsTest.unclean(text), text));
        }
    }

    private static Relation relation(Rewrite rewrite) {
        return Objects.requireNonNull(RELATIONS.get(rewrite.fact().relation()));
    }

    private static List<String> filled(List<String> templates, String subject) {
        return templates.stream()
                .map(template -> template.replace(Template.BARE, subject))
                .toList();
    }

    private static long distinct(List<String> prompts) {
        return prompts.stream().distinct().count();
    }
}
