package dev.retrace.steps.blocking;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.steps.checkpoint.ModelConfig;
import dev.retrace.steps.dataset.Pair;
import dev.retrace.steps.dataset.Refusal;
import dev.retrace.steps.intervention.TokenSpan;
import dev.retrace.steps.model.NaiveLanguageModel;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Replayed path blocking, on every family, beside the same rows as whole passes in double precision. */
class PathBlockingTest {

    private static final List<Position> BOTH = List.of(Position.values());

    private final Random random = new Random(11);

    static List<ModelConfig> shapes() {
        return NaiveLanguageModel.shapes();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void replayEqualsWholePasses(ModelConfig config) {
        List<Pair> pairs = List.of(pair(7, 4), pair(5, 2), pair(9, 6));
        try (NaiveLanguageModel.Twins twins = NaiveLanguageModel.twins(config)) {
            List<Blocked> paths = Blocked.of(twins.model().architecture());

            List<PathEffect> replayed = new PathBlocking(twins.model(), BOTH, paths).measure(pairs);
            List<PathEffect> naive = new PathBlocking(twins.naive(), BOTH, paths).measure(pairs);

            assertEquals(3 * 2 * config.layers() * paths.size(), replayed.size());
            for (int i = 0; i < replayed.size(); i++) {
                PathEffect expected = naive.get(i);
                PathEffect actual = replayed.get(i);
                assertEquals(expected.cell(), actual.cell());
                assertEquals(expected.pair(), actual.pair());
                assertEquals(expected.answer(), actual.answer());
                assertEquals(expected.effect().patched(), actual.effect().patched(), 1e-5, () -> expected.cell() + "");
                assertEquals(expected.effect().high(), actual.effect().high(), 1e-5);
                assertEquals(expected.effect().low(), actual.effect().low(), 1e-5);
            }
        }
    }

    /** Above the last layer there is nothing to block, and at the prompt's last token all is restored. */
    @Test
    void atTheLastTokenTheLastLayerRestoresTheCleanRun() {
        try (NaiveLanguageModel.Twins twins = NaiveLanguageModel.twins(shapes().get(0))) {
            List<Blocked> paths = Blocked.of(twins.model().architecture());
            int last = twins.model().architecture().layers() - 1;

            for (PathEffect measured : new PathBlocking(twins.model(), BOTH, paths).measure(List.of(pair(7, 4)))) {
                if (measured.cell().layer() == last) {
                    boolean restored = measured.cell().position() == Position.PROMPT_LAST;
                    assertEquals(restored ? 1 : 0, measured.effect().proper(), 1e-4);
                }
            }
        }
    }

    @Test
    void aPathThatTheModelLacksIsRefusedWithThoseItHas() {
        try (NaiveLanguageModel.Twins twins = NaiveLanguageModel.twins(shapes().get(0))) {
            Refusal.says(
                    () -> Blocked.MLP.requireOf(twins.model().architecture()),
                    "has no path through 'mlp'; blocked can be none, s, g, o");
        }
    }

    @Test
    void parametersThatMakeNoSenseAreRefused() {
        List<Blocked> twice = List.of(Blocked.S, Blocked.S);

        Assertions.assertThrows(IllegalArgumentException.class, () -> new BlockPathsStep.Parameters(twice, BOTH));
        Assertions.assertThrows(
                IllegalArgumentException.class, () -> new BlockPathsStep.Parameters(List.of(), List.of()));
    }

    /** The sides differ from the first token on; the subject ends before a token of its own. */
    private Pair pair(int length, int subjectEnd) {
        return new Pair(
                "fact",
                "random",
                new Pair.Side("clean", "", "", ids(length), 0),
                new Pair.Side("corrupt", "", "", ids(length), 0),
                new TokenSpan(1, subjectEnd),
                Collections.nCopies(length, "t"),
                Optional.empty());
    }

    private List<Integer> ids(int length) {
        return random.ints(length, 0, NaiveLanguageModel.VOCABULARY).boxed().toList();
    }
}
