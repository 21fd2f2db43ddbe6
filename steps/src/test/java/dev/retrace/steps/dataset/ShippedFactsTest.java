package dev.retrace.steps.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.steps.dataset.ShippedWorld.Relation;
import dev.retrace.steps.dataset.ShippedWorld.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the facts that are shipped to what tracing, swapping, training and linear relations ask of them. */
class ShippedFactsTest {

    /** The paper's relations, as the workflows list them; place_in_city has a file of its own. */
    private static final List<String> OF_THE_PAPER = List.of(
            "country_capital_city",
            "person_plays_pro_sport",
            "company_hq",
            "landmark_in_country",
            "company_ceo",
            "person_occupation",
            "product_by_company",
            "person_native_language",
            "person_plays_instrument",
            "star_constellation",
            "person_mother");

    /** At least so many distinct subjects make a relation whose facts can be swapped and fitted. */
    private static final int FEWEST = 40;

    static Stream<Relation> relations() {
        return ShippedWorld.relations().stream();
    }

    @Test
    void thePapersRelationsAreAmongManyFacts() {
        Set<String> names = relations().map(Relation::name).collect(Collectors.toSet());

        assertTrue(names.containsAll(OF_THE_PAPER), names::toString);
        assertTrue(names.size() >= 14, names::toString);
        assertTrue(relations().mapToInt(relation -> relation.samples().size()).sum() >= 700);
    }

    @ParameterizedTest
    @MethodSource("relations")
    void aSubjectHasOneObject(Relation relation) {
        List<String> subjects = relation.samples().stream()
                .map(sample -> sample.subject().toLowerCase(Locale.ROOT))
                .toList();

        assertEquals(List.of(), repeated(subjects));
        assertTrue(subjects.size() >= FEWEST);
    }

    /** Each fact has to find others with another object; a map that always answered the same would look linear. */
    @ParameterizedTest
    @MethodSource("relations")
    void objectsAreDistinctEnoughToSwap(Relation relation) {
        int limit = (int) (0.35 * relation.samples().size());

        List<String> frequent = relation.objects().stream()
                .filter(object -> relation.subjectsOf(object).size() > limit)
                .toList();

        assertEquals(List.of(), frequent);
        assertTrue(relation.objects().size() >= 4, relation.objects()::toString);
    }

    @ParameterizedTest
    @MethodSource("relations")
    void aSubjectDoesNotGiveItsObjectAway(Relation relation) {
        List<Sample> told = relation.samples().stream()
                .filter(sample -> sample.subject()
                        .toLowerCase(Locale.ROOT)
                        .contains(sample.object().toLowerCase(Locale.ROOT)))
                .toList();

        assertEquals(List.of(), told);
    }

    /** Punctuation at its end would share a token with what follows in some prompts and not in others. */
    @ParameterizedTest
    @MethodSource("relations")
    void aSubjectEndsWithALetterOrDigit(Relation relation) {
        List<String> others = relation.samples().stream()
                .map(Sample::subject)
                .filter(subject -> !Character.isLetterOrDigit(subject.codePointBefore(subject.length())))
                .toList();

        assertEquals(List.of(), others);
    }

    @ParameterizedTest
    @MethodSource("relations")
    void everyTemplateHasOneSlotAndIsThereOnce(Relation relation) {
        List<String> wrong = relation.templates().stream()
                .filter(template -> template.split("\\{}", -1).length != 2)
                .toList();

        assertEquals(List.of(), wrong);
        assertEquals(List.of(), repeated(relation.templates()));
        assertTrue(relation.fewShot().size() >= 3);
        assertTrue(relation.zeroShot().size() >= 2);
        assertTrue(relation.paraphrases().size() >= 4);
    }

    /** Traces are drawn for the tokens of the subject, those after it, and the last. */
    @ParameterizedTest
    @MethodSource("relations")
    void theFirstTemplatesBeginWithTheSubjectAndGoOnForSeveralWords(Relation relation) {
        for (String template :
                List.of(relation.fewShot().get(0), relation.zeroShot().get(0))) {
            assertTrue(template.startsWith("{} "), template);
            assertTrue(template.split(" ").length >= 5, template);
        }
    }

    @ParameterizedTest
    @MethodSource("relations")
    void textsAreCleanAndComposed(Relation relation) {
        List<String> texts = new ArrayList<>(relation.templates());
        relation.samples().forEach(sample -> texts.addAll(List.of(sample.subject(), sample.object())));

        assertEquals(List.of(), texts.stream().filter(ShippedFactsTest::unclean).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"few-shot", "zero-shot"})
    void theReaderFindsEveryFact(String shots) throws IOException {
        PromptTemplate.Wording wording =
                PromptTemplate.Wording.valueOf(shots.replace('-', '_').toUpperCase(Locale.ROOT));
        FactSource source = new FactSource(
                List.of(Sources.of(ShippedWorld.folder().resolve("relations"))), new PromptTemplate(wording, 1), false);

        List<Fact> facts = source.facts(List.of());

        assertEquals(relations().mapToInt(relation -> relation.samples().size()).sum(), facts.size());
        assertEquals(0, source.repeated());
    }

    @Test
    void thereAreTextsEnoughForMeansAndMoments() throws IOException {
        List<String> texts = new ArrayList<>();
        Path file = ShippedWorld.folder().resolve("texts.txt");
        new Corpus(Sources.of(file)).read(texts::add);

        assertTrue(texts.size() >= 400, () -> "only " + texts.size());
        assertEquals(List.of(), repeated(texts));
        assertEquals(
                List.of(),
                Files.readAllLines(file).stream()
                        .filter(ShippedFactsTest::unclean)
                        .toList());
    }

    static <T> List<T> repeated(List<T> all) {
        Set<T> seen = new HashSet<>();
        return all.stream().filter(each -> !seen.add(each)).toList();
    }

    /** Whether there is space around a text, or it can be written with other code points. */
    static boolean unclean(String text) {
        Function<String, String> clean = each -> Normalizer.normalize(each.strip(), Normalizer.Form.NFC);
        return !text.equals(clean.apply(text)) || text.contains("  ");
    }
}
