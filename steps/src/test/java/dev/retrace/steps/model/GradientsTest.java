package dev.retrace.steps.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.TestDevice;
import dev.retrace.steps.checkpoint.ModelConfig;
import dev.retrace.steps.intervention.Channels;
import dev.retrace.steps.intervention.Intervention;
import dev.retrace.steps.intervention.Intervention.Add;
import dev.retrace.steps.intervention.Intervention.RankOne;
import dev.retrace.steps.intervention.Intervention.Replace;
import dev.retrace.steps.intervention.Intervention.Sever;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.TokenSpan;
import dev.retrace.steps.intervention.Weight;
import dev.retrace.steps.tensor.TorchEngine;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Derivatives against differences of whole passes in double precision. */
class GradientsTest {

    private static final double STEP = 1e-5;

    static List<ModelConfig> shapes() {
        return Shapes.all();
    }

    /** Every state of every layer, the embedding included; at a token that is not the first and at the last. */
    @ParameterizedTest
    @MethodSource("shapes")
    void derivativesByEveryStateEqualDifferencesOfWholePasses(ModelConfig config) {
        for (long restartBytes : new long[] {0, MemoryShare.DEFAULT_RESTART_BYTES}) {
            try (Fixture fixture = new Fixture(config, restartBytes)) {
                List<Row> rows = new ArrayList<>();
                List<Loss> losses = new ArrayList<>();
                List<Integer> tokens = new ArrayList<>();
                for (int prompt = 0; prompt < Fixture.PROMPTS; prompt++) {
                    int length = fixture.base.length(prompt);
                    for (Loss loss : fixture.losses(length)) {
                        for (int token : new int[] {1, length - 1}) {
                            fixture.assertEqualsDifferences(
                                    List.of(new Row(fixture.base, prompt, List.of())),
                                    List.of(loss),
                                    List.of(new Site(State.H, 0)),
                                    List.of(token));
                            rows.add(new Row(fixture.base, prompt, List.of()));
                            losses.add(loss);
                            tokens.add(token);
                        }
                    }
                }

                fixture.assertEqualsDifferences(rows, losses, fixture.sites(), tokens);
            }
        }
    }

    /** What is added at a place, before it, above it and below it, and an edit; each row by itself. */
    @ParameterizedTest
    @MethodSource("shapes")
    void derivativesUnderChangesEqualDifferencesOfWholePasses(ModelConfig config) {
        try (Fixture fixture = new Fixture(config, 0)) {
            List<Row> rows = new ArrayList<>();
            List<Loss> losses = new ArrayList<>();
            for (List<Intervention> changes : fixture.changes()) {
                for (int prompt = 0; prompt < Fixture.PROMPTS; prompt++) {
                    rows.add(new Row(fixture.base, prompt, changes));
                    losses.add(fixture.losses(fixture.base.length(prompt)).get(prompt));
                }
            }

            fixture.assertEqualsDifferences(rows, losses, fixture.sites(), Collections.nCopies(rows.size(), 2));
        }
    }

    @Test
    void moreRowsThanABatchTakesEqualEachAlone() {
        try (Fixture fixture = new Fixture(Shapes.all().get(0), 0)) {
            List<Row> rows = new ArrayList<>();
            List<Loss> losses = new ArrayList<>();
            List<Integer> tokens = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                rows.add(new Row(fixture.base, i % Fixture.PROMPTS, List.of()));
                losses.add(fixture.losses(4).get(i % 3));
                tokens.add(i % 4);
            }
            List<Site> at = List.of(new Site(State.O, 1));

            Gradients all = fixture.model.vjp(rows, losses, at, tokens);

            for (int i = 0; i < rows.size(); i += 37) {
                Gradients alone = fixture.model.vjp(
                        rows.subList(i, i + 1), losses.subList(i, i + 1), at, tokens.subList(i, i + 1));
                assertEquals(alone.value(0), all.value(i), 1e-5, "row " + i);
                for (int j = 0; j < alone.of(0, 0).length; j++) {
                    assertEquals(
                            alone.of(0, 0)[j],
                            all.of(i, 0)[j],
                            1e-5,
                            "row " + i + " " + losses.get(i) + tokens.get(i) + " " + j);
                }
            }
        }
    }

    @Test
    void decodedResidualVectorsAreTheLogitsOfThatToken() {
        for (ModelConfig config : Shapes.all()) {
            try (Fixture fixture = new Fixture(config, 0)) {
                int[] ids = fixture.ids(5);
                try (PrefixCache run = fixture.model.prefill(new TokenBatch(List.of(ids)), Keep.states(State.H))) {
                    float[] h = run.kept(new Site(State.H, config.layers() - 1))
                            .get("0, 4")
                            .toFloatArray();
                    double[] whole = fixture.weights.naive().logits(ids, 0, NaiveModel.Hook.NONE)[4];

                    float[] decoded = fixture.model.decode(List.of(h)).get(0);

                    for (int i = 0; i < whole.length; i++) {
                        assertEquals(whole[i], decoded[i], 1e-4);
                    }
                }
            }
        }
    }

    @Test
    void aLossOrATokenThatTheRowHasNotIsRefused() {
        try (Fixture fixture = new Fixture(Shapes.all().get(0), 0)) {
            List<Row> row = List.of(new Row(fixture.base, 0, List.of()));
            Site site = new Site(State.H, 0);
            Loss fine = new Loss.LogLikelihood(List.of(3), List.of(1));
            BitSet all = new BitSet();
            all.set(0, 2);
            List<Row> severed = List.of(new Row(fixture.base, 0, List.of(new Sever(0, all, all, Channels.NONE))));

            assertThrows(IllegalArgumentException.class, () -> fixture.vjp(row, fine, site, 4));
            assertThrows(IllegalArgumentException.class, () -> fixture.vjp(row, fine, site, -1));
            assertThrows(IllegalArgumentException.class, () -> fixture.vjp(severed, fine, site, 0));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> fixture.vjp(row, new Loss.LogLikelihood(List.of(4), List.of(1)), site, 0));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> fixture.vjp(row, new Loss.LogLikelihood(List.of(0), List.of(29)), site, 0));
            assertThrows(IllegalArgumentException.class, () -> fixture.vjp(row, new Loss.Along(new float[3]), site, 0));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> fixture.vjp(row, new Loss.Divergence(0, new float[3]), site, 0));
            assertThrows(IllegalArgumentException.class, () -> fixture.vjp(row, fine, new Site(State.ATTN, 0), 0));
        }
    }

    /** Three prompts, some padded. */
    private static final class Fixture implements AutoCloseable {

        static final int PROMPTS = 3;

        final ModelConfig config;
        final RandomWeights weights;
        final ResidualModel model;
        final PrefixCache base;
        private final Random random = new Random(5);
        private final NDManager values = TorchEngine.newManager(TestDevice.NAME);
        private final NaiveReplay naive;

        Fixture(ModelConfig config, long restartBytes) {
            this.config = config;
            this.weights = RandomWeights.of(config, 0.2);
            this.model = weights.model(TorchEngine.newManager(TestDevice.NAME), restartBytes);
            this.naive = new NaiveReplay(weights.naive());
            TokenBatch batch = new TokenBatch(List.of(ids(4), ids(7), ids(6)), List.of(0, 1, 0));
            this.base = model.prefill(batch, Keep.forReplay());
            naive.know(base, batch);
        }

        int[] ids(int length) {
            return random.ints(length, 0, Shapes.VOCABULARY).toArray();
        }

        Gradients vjp(List<Row> rows, Loss loss, Site site, int token) {
            return model.vjp(rows, List.of(loss), List.of(site), List.of(token));
        }

        List<Site> sites() {
            List<Site> sites = new ArrayList<>();
            sites.add(Site.embedding());
            for (int layer = 0; layer < config.layers(); layer++) {
                for (State state :
                        model.architecture().states().keySet().stream().sorted().toList()) {
                    sites.add(new Site(state, layer));
                }
            }
            return sites;
        }

        List<Loss> losses(int length) {
            float[] reference = new float[Shapes.VOCABULARY];
            double[] scores = random.doubles(reference.length, -1, 1).toArray();
            double log = Math.log(DoubleStream.of(scores).map(Math::exp).sum());
            for (int i = 0; i < scores.length; i++) {
                reference[i] = (float) (scores[i] - log);
            }
            float[] direction = new float[config.width()];
            for (int i = 0; i < direction.length; i++) {
                direction[i] = (float) random.nextGaussian();
            }
            return List.of(
                    new Loss.LogLikelihood(List.of(length - 2, length - 1), List.of(3, 17)),
                    new Loss.Divergence(length - 2, reference),
                    new Loss.Along(direction));
        }

        List<List<Intervention>> changes() {
            int top = config.layers() - 1;
            Map.Entry<Weight, Architecture.Sizes> edited =
                    new TreeMap<>(model.architecture().weights()).firstEntry();
            Map.Entry<State, Integer> inner = new TreeMap<>(model.architecture().states()).lastEntry();
            NDArray u = vector(edited.getValue().inputs()).mul(0.2f);
            NDArray r = vector(edited.getValue().outputs()).mul(0.5f);
            return List.of(
                    List.of(new Add(new Site(State.H, 0), new TokenSpan(1, 3), vector(config.width()))),
                    List.of(new Add(Site.embedding(), TokenSpan.at(0), vector(config.width()))),
                    List.of(new Add(new Site(inner.getKey(), top), new TokenSpan(2, 4), vector(inner.getValue()))),
                    List.of(new Replace(new Site(inner.getKey(), 0), TokenSpan.at(3), vector(inner.getValue()))),
                    List.of(new RankOne(edited.getKey(), top, u, r)));
        }

        private NDArray vector(int width) {
            float[] all = new float[width];
            for (int i = 0; i < width; i++) {
                all[i] = (float) random.nextGaussian();
            }
            return values.create(all, new Shape(width));
        }

        void assertEqualsDifferences(List<Row> rows, List<Loss> losses, List<Site> sites, List<Integer> tokens) {
            Gradients found = model.vjp(rows, losses, sites, tokens);
            for (int row = 0; row < rows.size(); row++) {
                NaiveLoss whole = new NaiveLoss(naive, rows.get(row), losses.get(row));
                assertEquals(whole.value(), found.value(row), 1e-4, "loss of row " + row);
                for (int site = 0; site < sites.size(); site++) {
                    float[] slope = found.of(row, site);
                    for (int i = 0; i < slope.length; i += 1 + slope.length / 4) {
                        double difference = whole.slope(sites.get(site), tokens.get(row), i, STEP);
                        assertEquals(
                                difference,
                                slope[i],
                                2e-4 * Math.max(1, Math.abs(difference)),
                                sites.get(site) + " of row " + row + ", " + losses.get(row) + ", dimension " + i);
                    }
                }
            }
        }

        @Override
        public void close() {
            model.close();
            values.close();
        }
    }
}
