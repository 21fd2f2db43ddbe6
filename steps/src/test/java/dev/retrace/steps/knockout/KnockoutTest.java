package dev.retrace.steps.knockout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.steps.checkpoint.ModelConfig;
import dev.retrace.steps.dataset.Refusal;
import dev.retrace.steps.intervention.Channels;
import dev.retrace.steps.intervention.Intervention.Sever;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.TokenSpan;
import dev.retrace.steps.model.Keep;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.NaiveLanguageModel;
import dev.retrace.steps.model.Query;
import dev.retrace.steps.model.TokenBatch;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Knockout on random models of every family, beside whole passes in double precision. */
class KnockoutTest {

    private static final List<ChannelChoice> ALL = List.of(ChannelChoice.ALL);
    private static final Question LONG = new Question(
            "long", "relation", "subject", "long", List.of(3, 14, 15, 9, 2, 6, 5), new TokenSpan(2, 4), 11);
    private static final Question SHORT =
            new Question("short", "relation", "subject", "short", List.of(8, 7, 1, 4), new TokenSpan(0, 1), 5);

    static Stream<ModelConfig> shapes() {
        return NaiveLanguageModel.shapes().stream();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void anyTargetAndSourceAlsoStrictlyEqualsWholePasses(ModelConfig config) {
        try (NaiveLanguageModel.Twins twins = NaiveLanguageModel.twins(config)) {
            for (Design design : List.of(
                    design(List.of(TokenGroup.SUBJECT, TokenGroup.FIRST), TokenGroup.LAST, true),
                    design(List.of(TokenGroup.CONTEXT, TokenGroup.SUBJECT), TokenGroup.SUBJECT, false),
                    design(List.of(TokenGroup.CONTEXT, TokenGroup.RELATION), TokenGroup.RELATION, true),
                    design(List.of(TokenGroup.EACH), TokenGroup.RELATION_MINUS_LAST, false))) {
                List<Change> expected = measure(twins.naive(), design);
                List<Change> actual = measure(twins.model(), design);
                assertEquals(expected.size(), actual.size());
                for (int i = 0; i < expected.size(); i++) {
                    Change due = expected.get(i);
                    assertEquals(
                            due.knocked().probability(),
                            actual.get(i).knocked().probability(),
                            1e-5,
                            () -> due.cell() + " of " + design);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void withoutSourcesNotOneBitDiffers(ModelConfig config) {
        try (NaiveLanguageModel.Twins twins = NaiveLanguageModel.twins(config)) {
            Design design = design(List.of(TokenGroup.CONTEXT, TokenGroup.SUBJECT), TokenGroup.LAST, false);
            List<Change> changes = measure(twins.model(), design).stream()
                    .filter(change -> change.cell().source().tokens().isEmpty())
                    .toList();

            assertTrue(!changes.isEmpty()); // the short question has no context
            for (Change change : changes) {
                assertEquals(change.clean().probability(), change.knocked().probability());
                assertEquals(0, change.percent());
            }
            BitSet last = new BitSet();
            last.set(LONG.length() - 1);
            try (PrefixCache run = twins.model().prefill(new TokenBatch(List.of(LONG.tokenIds())), Keep.forReplay())) {
                assertEquals(
                        probability(twins.model(), new Row(run, 0, List.of())),
                        probability(
                                twins.model(),
                                new Row(run, 0, List.of(new Sever(0, new BitSet(), last, Channels.NONE)))));
            }
        }
    }

    @Test
    void aThirdIsAThirdRoundedDownAlsoTheRandomOne() {
        try (NaiveLanguageModel.Twins twins =
                NaiveLanguageModel.twins(NaiveLanguageModel.shapes().get(0))) {
            Thirds thirds = new Thirds(
                    Decay.atOne(twins.model()), twins.model().architecture().channels(), 7);
            BitSet fast = thirds.kept(ChannelChoice.KEEP_FAST, 0).members();
            BitSet slow = thirds.kept(ChannelChoice.KEEP_SLOW, 0).members();

            assertEquals(14 / 3, fast.cardinality());
            assertEquals(14 / 3, slow.cardinality());
            assertEquals(
                    14 - 14 / 3,
                    thirds.kept(ChannelChoice.BLOCK_FAST, 0).members().cardinality());
            assertEquals(
                    14 / 3, thirds.kept(ChannelChoice.KEEP_RANDOM, 0).members().cardinality());
            assertNotEquals(thirds.kept(ChannelChoice.KEEP_RANDOM, 0), thirds.kept(ChannelChoice.KEEP_RANDOM, 1));
            assertTrue(!fast.intersects(slow));
        }
    }

    /** Channel 0 forgets fastest, then 2, 1; of six, thirds are two each, and equal scores keep their order. */
    @Test
    void thirdsAreByScoreAndThenByNumber() {
        Thirds thirds = new Thirds(List.of(new double[] {0.1, 0.5, 0.3, 0.5, 0.5, 0.9}), 6, 0);

        assertEquals(Channels.of(0, 2), thirds.kept(ChannelChoice.KEEP_FAST, 0));
        assertEquals(Channels.of(4, 5), thirds.kept(ChannelChoice.KEEP_SLOW, 0));
        assertEquals(Channels.of(1, 3, 4, 5), thirds.kept(ChannelChoice.BLOCK_FAST, 0));
        assertEquals(Channels.NONE, thirds.kept(ChannelChoice.ALL, 0));
    }

    @Test
    void groupsAreThoseOfThePaper() {
        assertEquals("{2, 3}", tokens(TokenGroup.SUBJECT));
        assertEquals("{0, 1, 4, 5, 6}", tokens(TokenGroup.RELATION));
        assertEquals("{0, 1, 4, 5}", tokens(TokenGroup.RELATION_MINUS_LAST));
        assertEquals("{6}", tokens(TokenGroup.LAST));
        assertEquals("{0}", tokens(TokenGroup.FIRST));
        assertEquals("{0, 1}", tokens(TokenGroup.CONTEXT));
        assertEquals("{1, 5}", TokenGroup.EXPLICIT.of(LONG, List.of(1, -2)).toString());
        Refusal.says(() -> TokenGroup.EXPLICIT.of(SHORT, List.of(4)), "the tokens 0 to 3", "token 4");
    }

    @Test
    void windowsStartWhereverTheyFit() {
        Design design = new Design(
                List.of(TokenGroup.LAST), TokenGroup.LAST, ALL, List.of(1, 3, 9), false, List.of(), List.of());

        List<Change.Cell> cells = design.cells(SHORT, 4);

        assertEquals(4 + 2, cells.size()); // nine layers fit nowhere
        assertEquals(1, cells.get(5).start());
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        List<TokenGroup> last = List.of(TokenGroup.LAST);
        assertThrows(IllegalArgumentException.class, () -> design(List.of(), TokenGroup.LAST, false));
        assertThrows(IllegalArgumentException.class, () -> design(last, TokenGroup.EACH, false));
        assertThrows(IllegalArgumentException.class, () -> design(last, TokenGroup.EXPLICIT, false));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Design(last, TokenGroup.LAST, ALL, List.of(0), false, List.of(), List.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Design(
                        last,
                        TokenGroup.LAST,
                        List.of(ChannelChoice.KEEP_FAST),
                        List.of(1),
                        true,
                        List.of(),
                        List.of()));
    }

    private static String tokens(TokenGroup group) {
        return group.of(LONG, List.of()).toString();
    }

    private static Design design(List<TokenGroup> sources, TokenGroup target, boolean strict) {
        return new Design(sources, target, ALL, List.of(2), strict, List.of(), List.of());
    }

    private static List<Change> measure(LanguageModel model, Design design) {
        Thirds none = new Thirds(List.of(), model.architecture().channels(), 0);
        return new Knockout(model, none, design).measure(List.of(LONG, SHORT));
    }

    private static float probability(LanguageModel model, Row row) {
        return model.replay(List.of(row), new Query.Probability(List.of(11))).probability(0);
    }
}
