package dev.retrace.steps.editing.request;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.retrace.steps.TestDevice;
import dev.retrace.steps.intervention.Intervention;
import dev.retrace.steps.intervention.Intervention.RankOne;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Weight;
import dev.retrace.steps.model.Keep;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.ModelLoader;
import dev.retrace.steps.model.Query;
import dev.retrace.steps.model.TokenBatch;
import dev.retrace.steps.tensor.TorchEngine;
import dev.retrace.steps.tokenizer.TinyTokenizer;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a tiny model, with a tokenizer that knows 41 of its 96 tokens. */
class TextSamplerTest {

    private static final int KNOWN = 41;
    private static final int[] CAT = {3, 38};
    private static final int[] THE_CAT = {22, 10, 7, 38, 40};

    private final NDManager owner = TorchEngine.newManager(TestDevice.NAME);
    private final Tokenizer tokenizer = TinyTokenizer.load();
    private LanguageModel model;

    @BeforeEach
    void load() throws Exception {
        model = ModelLoader.ofFolder(
                Path.of(Objects.requireNonNull(TextSamplerTest.class.getResource("/gptneox-tiny"))
                        .toURI()),
                TestDevice.NAME);
    }

    @AfterEach
    void close() {
        model.close();
        tokenizer.close();
        owner.close();
    }

    @Test
    void theLeastDrawTakesTheMostProbableTokenAndTheGreatestTheLastOfTheBest() {
        TextSampler sampler = new TextSampler(model, tokenizer, 3);
        List<Integer> ranked = ranked(CAT, List.of());

        assertEquals(ranked.get(0), last(sampler.write(starts(CAT, List.of()), 1, (text, token) -> 0)));
        assertEquals(ranked.get(2), last(sampler.write(starts(CAT, List.of()), 1, (text, token) -> -1)));
    }

    @Test
    void everyTokenFollowsFromAllBeforeItUnderTheTextsOwnEdit() {
        List<Intervention> edit = List.of(edit());
        TextSampler sampler = new TextSampler(model, tokenizer, 1);

        List<int[]> texts = sampler.write(List.of(start(CAT, edit), start(THE_CAT, List.of())), 8, (text, token) -> 0);

        for (int length = CAT.length; length < texts.get(0).length; length++) {
            assertEquals(ranked(Arrays.copyOf(texts.get(0), length), edit).get(0), texts.get(0)[length]);
        }
        assertArrayEquals(
                sampler.write(starts(THE_CAT, List.of()), 8, (text, token) -> 0).get(0), texts.get(1));
        assertFalse(Arrays.equals(
                sampler.write(starts(CAT, List.of()), 8, (text, token) -> 0).get(0), texts.get(0)));
    }

    private RankOne edit() {
        Random random = new Random(3);
        return new RankOne(Weight.W_DOWN, 1, vector(random, 128), vector(random, 32));
    }

    private NDArray vector(Random random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return owner.create(values);
    }

    private static List<TextSampler.Start> starts(int[] ids, List<Intervention> changes) {
        return List.of(start(ids, changes));
    }

    private static TextSampler.Start start(int[] ids, List<Intervention> changes) {
        return new TextSampler.Start(Arrays.stream(ids).boxed().toList(), changes);
    }

    private static int last(List<int[]> texts) {
        return texts.get(0)[texts.get(0).length - 1];
    }

    /** The tokens that the tokenizer knows, the most probable after a text first. */
    private List<Integer> ranked(int[] text, List<Intervention> changes) {
        try (PrefixCache run = model.prefill(new TokenBatch(List.of(text)), Keep.forReplay())) {
            float[] logits = model.replay(List.of(new Row(run, 0, changes)), new Query.Logits())
                    .logits(0);
            return IntStream.range(0, KNOWN)
                    .boxed()
                    .sorted(Comparator.comparingDouble(id -> -logits[id]))
                    .toList();
        }
    }
}
