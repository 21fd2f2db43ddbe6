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
import dev.retrace.steps.intervention.Intervention.Restore;
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
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every family, in shapes of its own, against whole passes in double precision that reuse nothing. */
class FamilyReplayTest {

    private static final int ASKED = 11;

    static List<ModelConfig> shapes() {
        return Shapes.all();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void everyKindOfChangeAtEverySiteEqualsAWholePass(ModelConfig config) {
        for (long restartBytes : new long[] {0, MemoryShare.DEFAULT_RESTART_BYTES}) {
            try (Fixture fixture = new Fixture(config, restartBytes)) {
                List<Row> rows = new ArrayList<>();
                for (int kind = 0; kind < 3; kind++) {
                    rows.add(fixture.row(fixture.change(Site.embedding(), kind)));
                }
                for (int layer = 0; layer < config.layers(); layer++) {
                    for (State state : fixture.model.architecture().states().keySet()) {
                        for (int kind = 0; kind < 3; kind++) {
                            rows.add(fixture.row(fixture.change(new Site(state, layer), kind)));
                        }
                    }
                    for (Weight weight : fixture.model.architecture().weights().keySet()) {
                        rows.add(fixture.row(fixture.edit(weight, layer)));
                    }
                    rows.addAll(fixture.cuts(layer));
                }

                fixture.assertEqualsWholePasses(rows);
            }
        }
    }

    /** Any number of changes of any kind in one row, also several at one place; rows of several runs. */
    @ParameterizedTest
    @MethodSource("shapes")
    void mixedRowsEqualWholePasses(ModelConfig config) {
        try (Fixture fixture = new Fixture(config, 0)) {
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                List<Intervention> changes = new ArrayList<>();
                if (fixture.random.nextInt(6) == 0) {
                    changes.add(fixture.change(Site.embedding(), fixture.random.nextInt(3)));
                }
                for (int layer = 0; layer < config.layers(); layer++) {
                    for (State state : fixture.model.architecture().states().keySet()) {
                        for (int kind = 0; kind < 3; kind++) {
                            if (fixture.random.nextInt(12) == 0) {
                                changes.add(fixture.change(new Site(state, layer), kind));
                            }
                        }
                    }
                    for (int twice = 0; twice < 3; twice++) {
                        if (fixture.random.nextInt(4) == 0) {
                            changes.add(fixture.cut(layer));
                        }
                    }
                    for (Weight weight : fixture.model.architecture().weights().keySet()) {
                        for (int twice = 0; twice < 2; twice++) {
                            if (fixture.random.nextInt(20) == 0) {
                                changes.add(fixture.edit(weight, layer));
                            }
                        }
                    }
                }
                Collections.shuffle(changes, fixture.random);
                rows.add(new Row(i % 2 == 0 ? fixture.base : fixture.other, i % Fixture.PROMPTS, changes));
            }

            fixture.assertEqualsWholePasses(rows);
        }
    }

    /** Some start where the run was told that they would, and some elsewhere. */
    @ParameterizedTest
    @MethodSource("shapes")
    void rowsThatStartAtAKeptTokenEqualWholePasses(ModelConfig config) {
        try (Fixture fixture = new Fixture(config, 0)) {
            List<Integer> starts = List.of(2, 0, 5, 1);
            TokenBatch batch = new TokenBatch(List.of(fixture.ids(4), fixture.ids(9), fixture.ids(6), fixture.ids(4)));
            try (PrefixCache run = fixture.model.prefill(batch, new Keep(Set.of(), Set.of(), true, starts))) {
                fixture.naive.know(run, batch);
                List<Row> rows = new ArrayList<>();
                for (int prompt = 0; prompt < starts.size(); prompt++) {
                    for (int token : new int[] {starts.get(prompt), 3}) {
                        NDArray delta = fixture.values(new Shape(config.width()));
                        rows.add(new Row(
                                run, prompt, List.of(new Add(new Site(State.H, 0), TokenSpan.at(token), delta))));
                    }
                }

                fixture.assertEqualsWholePasses(rows);
            }
            assertThrows(
                    IllegalArgumentException.class,
                    () -> fixture.model.prefill(batch, new Keep(Set.of(), Set.of(), true, List.of(1))));
        }
    }

    /** From 1 token to 512, and more rows than a batch takes. */
    @ParameterizedTest
    @MethodSource("shapes")
    void promptsOfAnyLengthsAndNumbersDoNotDisturbEachOther(ModelConfig config) {
        try (Fixture fixture = new Fixture(config, 0)) {
            List<int[]> prompts = new ArrayList<>();
            for (int length : new int[] {1, 512, 300, 2, 17, 512}) {
                prompts.add(fixture.ids(length));
            }
            for (int i = 0; i < 256; i++) {
                prompts.add(fixture.ids(1 + i % 7));
            }
            TokenBatch batch = new TokenBatch(prompts);
            try (PrefixCache run = fixture.model.prefill(batch, Keep.forReplay())) {
                fixture.naive.know(run, batch);
                List<Row> rows = new ArrayList<>();
                for (int prompt = 0; prompt < prompts.size(); prompt++) {
                    rows.add(new Row(run, prompt, List.of()));
                }
                for (int token : new int[] {0, 255, 511}) {
                    NDArray delta = fixture.values(new Shape(config.width()));
                    rows.add(new Row(run, 1, List.of(new Add(new Site(State.H, 0), TokenSpan.at(token), delta))));
                }

                fixture.assertEqualsWholePasses(rows);
            }
        }
    }

    /** Two runs of three prompts each, some padded on the left, and one more run to restore from. */
    private static final class Fixture implements AutoCloseable {

        static final int PROMPTS = 3;
        private static final int SHORTEST = 4;

        final Random random = new Random(3);
        final ResidualModel model;
        final NaiveReplay naive;
        final PrefixCache base;
        final PrefixCache other;
        private final NDManager values = TorchEngine.newManager(TestDevice.NAME);
        private final PrefixCache from;

        Fixture(ModelConfig config, long restartBytes) {
            RandomWeights weights = RandomWeights.of(config, 0.2);
            this.model = weights.model(TorchEngine.newManager(TestDevice.NAME), restartBytes);
            this.naive = new NaiveReplay(weights.naive());
            this.base = run(Keep.forReplay());
            this.other = run(Keep.forReplay());
            this.from = run(new Keep(model.architecture().states().keySet(), true));
        }

        private PrefixCache run(Keep keep) {
            TokenBatch batch = new TokenBatch(List.of(ids(SHORTEST), ids(9), ids(6)), List.of(0, 2, 1));
            PrefixCache run = model.prefill(batch, keep);
            naive.know(run, batch);
            return run;
        }

        int[] ids(int length) {
            return random.ints(length, 0, Shapes.VOCABULARY).toArray();
        }

        NDArray values(Shape shape) {
            float[] all = new float[(int) shape.size()];
            for (int i = 0; i < all.length; i++) {
                all[i] = (float) random.nextGaussian();
            }
            return values.create(all, shape);
        }

        Row row(Intervention change) {
            return new Row(base, random.nextInt(PROMPTS), List.of(change));
        }

        /** A change over some of the tokens that every prompt has. */
        Intervention change(Site site, int kind) {
            int begin = random.nextInt(SHORTEST);
            TokenSpan span = new TokenSpan(begin, begin + 1 + random.nextInt(SHORTEST - begin));
            int width = model.architecture().states().getOrDefault(site.state(), 0);
            int tokens = span.end() - span.begin();
            Shape shape = random.nextBoolean() ? new Shape(width) : new Shape(tokens, width);
            return switch (kind) {
                case 0 -> new Restore(site, span, from, random.nextInt(PROMPTS));
                case 1 -> new Replace(site, span, values(shape));
                default -> new Add(site, span, values(shape));
            };
        }

        Intervention edit(Weight weight, int layer) {
            Architecture.Sizes sizes =
                    Objects.requireNonNull(model.architecture().weights().get(weight));
            return new RankOne(
                    weight,
                    layer,
                    values(new Shape(sizes.inputs())).mul(0.2f),
                    values(new Shape(sizes.outputs())).mul(0.5f));
        }

        /** Cuts of every kind: all or nothing, one's own token, no source at all; some channels kept. */
        List<Row> cuts(int layer) {
            int channels = model.architecture().channels();
            BitSet none = new BitSet();
            BitSet all = tokens(1);
            List<Row> rows = new ArrayList<>();
            for (Channels kept : List.of(
                    Channels.NONE, Channels.of(0), Channels.of(0, channels - 1).complement(channels))) {
                rows.add(row(new Sever(layer, all, all, kept)));
                rows.add(row(new Sever(layer, none, all, kept)));
                rows.add(row(new Sever(layer, all, none, kept)));
                for (int token = 0; token < SHORTEST; token++) {
                    BitSet one = new BitSet();
                    one.set(token);
                    rows.add(row(new Sever(layer, one, one, kept)));
                    rows.add(row(new Sever(layer, all, one, kept)));
                    rows.add(row(new Sever(layer, one, all, kept)));
                }
            }
            for (int token = 0; token < SHORTEST; token++) {
                BitSet one = new BitSet();
                one.set(token);
                rows.add(row(new Sever(layer, one, one, Channels.NONE, true)));
                rows.add(row(new Sever(layer, all, one, Channels.NONE, true)));
                rows.add(row(new Sever(layer, one, all, Channels.NONE, true)));
            }
            return rows;
        }

        Intervention cut(int layer) {
            BitSet kept = new BitSet();
            random.ints(random.nextInt(4), 0, model.architecture().channels()).forEach(kept::set);
            boolean strict = random.nextInt(3) == 0;
            return new Sever(layer, tokens(0.5), tokens(0.5), strict ? Channels.NONE : new Channels(kept), strict);
        }

        private BitSet tokens(double share) {
            BitSet tokens = new BitSet();
            IntStream.range(0, SHORTEST)
                    .filter(token -> random.nextDouble() < share)
                    .forEach(tokens::set);
            return tokens;
        }

        void assertEqualsWholePasses(List<Row> rows) {
            Readout read = model.replay(rows, new Query.Probability(Collections.nCopies(rows.size(), ASKED)));
            for (int i = 0; i < rows.size(); i++) {
                double[] whole = naive.probabilities(rows.get(i));
                assertEquals(
                        whole[ASKED],
                        read.probability(i),
                        1e-5,
                        "row " + i + ": " + rows.get(i).changes());
            }
        }

        @Override
        public void close() {
            model.close();
            values.close();
        }
    }
}
