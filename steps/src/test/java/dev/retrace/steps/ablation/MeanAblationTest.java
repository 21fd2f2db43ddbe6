package dev.retrace.steps.ablation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.steps.TestDevice;
import dev.retrace.steps.checkpoint.ModelConfig;
import dev.retrace.steps.dataset.Refusal;
import dev.retrace.steps.effect.LayerWindow;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.TokenSpan;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.NaiveLanguageModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Replayed mean ablation beside the same rows as whole passes in double precision. */
class MeanAblationTest {

    private static final List<Setting> ALL = List.of(Setting.values());

    @TempDir
    private Path folder;

    private final Random random = new Random(13);

    /** Those that have an a. */
    static Stream<ModelConfig> mambas() {
        return NaiveLanguageModel.shapes().stream()
                .filter(config -> config.getClass().getSimpleName().startsWith("Mamba"));
    }

    @ParameterizedTest
    @MethodSource("mambas")
    void replayEqualsWholePasses(ModelConfig config) throws IOException {
        List<Prompt> prompts = List.of(prompt(8, 3, 5), prompt(6, 0, 2), prompt(5, 1, 4));
        List<int[]> texts = List.of(ids(7), ids(3), ids(11));
        try (NaiveLanguageModel.Twins twins = NaiveLanguageModel.twins(config);
                StateMeans means = means(twins.model(), texts, "fast");
                StateMeans naiveMeans = means(twins.naive(), texts, "naive")) {
            for (int layer = 0; layer < config.layers(); layer++) {
                assertArrayEquals(
                        naiveMeans.byLayer().get(layer).toFloatArray(),
                        means.byLayer().get(layer).toFloatArray(),
                        1e-5f);
            }
            for (int width : new int[] {1, 2, 10}) {
                LayerWindow window = new LayerWindow(width);
                assertAgree(
                        new MeanAblation(twins.naive(), naiveMeans, window, ALL).measure(prompts),
                        new MeanAblation(twins.model(), means, window, ALL).measure(prompts));
            }
        }
    }

    private static void assertAgree(List<Ablation> expected, List<Ablation> actual) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            Ablation each = expected.get(i);
            assertEquals(each.cell(), actual.get(i).cell());
            assertEquals(each.prompt(), actual.get(i).prompt());
            assertEquals(each.answer(), actual.get(i).answer());
            assertEquals(each.clean(), actual.get(i).clean(), 1e-5);
            assertEquals(each.ablated(), actual.get(i).ablated(), 1e-5, () -> each.cell() + "");
        }
    }

    /** A mean over one text of one token, which is the prompt's first: there nothing changes. */
    @Test
    void theMeanOfTheTokenItselfChangesNothing() throws IOException {
        Prompt prompt = prompt(6, 0, 1);
        int[] first = {prompt.ids().get(0)};
        try (NaiveLanguageModel.Twins twins =
                        NaiveLanguageModel.twins(mambas().findFirst().orElseThrow());
                StateMeans means = means(twins.model(), List.of(first), "one")) {
            MeanAblation ablation =
                    new MeanAblation(twins.model(), means, new LayerWindow(10), List.of(Setting.SUBJECT));

            for (Ablation each : ablation.measure(List.of(prompt))) {
                assertEquals(0, each.relativeChange(), 1e-4);
            }
        }
    }

    @Test
    void whereNoTokenIsToBeAblatedNothingIsMeasured() throws IOException {
        Prompt prompt = prompt(3, 0, 2);
        try (NaiveLanguageModel.Twins twins =
                        NaiveLanguageModel.twins(mambas().findFirst().orElseThrow());
                StateMeans means = means(twins.model(), List.of(ids(4)), "some")) {
            MeanAblation ablation = new MeanAblation(
                    twins.model(), means, new LayerWindow(1), List.of(Setting.NON_SUBJECT, Setting.SUBJECT));

            List<Ablation> all = ablation.measure(List.of(prompt));

            assertTrue(all.stream()
                    .allMatch(
                            each -> Float.isNaN(each.ablated()) == (each.cell().setting() == Setting.NON_SUBJECT)));
        }
    }

    @Test
    void meansOfAnotherModelAreRefused() throws IOException {
        List<ModelConfig> shapes = mambas().toList();
        try (NaiveLanguageModel.Twins one = NaiveLanguageModel.twins(shapes.get(0));
                NaiveLanguageModel.Twins other = NaiveLanguageModel.twins(shapes.get(1))) {
            means(one.model(), List.of(ids(4)), "other").close();

            Refusal.says(
                    () -> StateMeans.read(folder.resolve("other"), other.model().architecture(), TestDevice.NAME),
                    "means: the file holds 3 tensors from 'layers.0.a' on",
                    "the model has 2 layers");
        }
    }

    @Test
    void relativeChangeIsOfTheCleanProbability() {
        Ablation each = new Ablation(prompt(4, 0, 1), new Ablation.Cell(Setting.SUBJECT, 0), 1, 0, 0.5f, 0.125f);

        assertEquals(-0.75f, each.relativeChange());
    }

    @Test
    void parametersThatMakeNoSenseAreRefused() {
        List<Setting> twice = List.of(Setting.SUBJECT, Setting.SUBJECT);

        assertThrows(IllegalArgumentException.class, () -> new AblateStep.Parameters(twice, 10, ""));
        assertThrows(IllegalArgumentException.class, () -> new AblateStep.Parameters(ALL, 0, ""));
    }

    private StateMeans means(LanguageModel model, List<int[]> texts, String name) throws IOException {
        RunningMeans running = new RunningMeans(model, State.A, 128);
        texts.forEach(running::add);
        StateMeans.write(folder.resolve(name), State.A, running.means());
        return StateMeans.read(folder.resolve(name), model.architecture(), TestDevice.NAME);
    }

    private Prompt prompt(int length, int begin, int end) {
        return new Prompt(
                "fact",
                "random",
                "",
                random.ints(length, 0, NaiveLanguageModel.VOCABULARY).boxed().toList(),
                new TokenSpan(begin, end));
    }

    private int[] ids(int length) {
        return random.ints(length, 0, NaiveLanguageModel.VOCABULARY).toArray();
    }
}
