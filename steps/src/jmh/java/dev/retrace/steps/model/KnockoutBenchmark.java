package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import dev.retrace.steps.checkpoint.MambaConfig;
import dev.retrace.steps.intervention.Channels;
import dev.retrace.steps.intervention.Intervention;
import dev.retrace.steps.intervention.Intervention.Sever;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.tensor.Precision;
import dev.retrace.steps.tensor.Products;
import dev.retrace.steps.tensor.Scoped;
import dev.retrace.steps.tensor.TorchEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The time of token-to-token knockout in the shape of mamba-130m with random weights and a prompt of 12
 * tokens: four sources at the last token, from each start of a window of nine layers (64 knockouts) and of the
 * paper's six widths (420), by replay and by whole passes.
 *
 * <p>Replay includes the unchanged run that it rests on; it runs its batches on two threads, as the engine's lanes do,
 * torch on one. A whole pass is what the authors run: one prompt, in the window's layers a scan of two states. It is
 * measured as torch multiplies matrices by itself and as replay does, each on one and on two of torch's threads. Both
 * end with the last position's probability. Four whole passes are measured, spread over sources and starts, and the
 * time is for one. What bounds a replay is printed too: the operations of its matrix products, and how many a second
 * the same library does of large square matrices on both cores. From the root:
 *
 * <pre>{@code
 * mvn -q -pl steps -am -Pbench -DskipTests verify -Dbench.threads=1 -Dbench.main=dev.retrace.steps.model.KnockoutBenchmark
 * }</pre>
 */
public final class KnockoutBenchmark {

    private static final MambaConfig SHAPE = new MambaConfig(24, 768, 1536, 16, 4, 48, 50280, 1e-5, true);
    private static final int TOKENS = 12;
    private static final int PASSES = 4;
    private static final int TARGET = 11;
    private static final int TURNS = 9;
    private static final int WARMUP = 60;
    private static final int SIDE = 1024;
    private static final int PRODUCTS = 8;
    private static final double GIGA = 1e9;
    private static final double MILLIS = 1e3;
    private static final int PERCENT = 100;
    private static final List<Integer> WIDTHS = List.of(1, 3, 5, 9, 12, 15);
    private static final List<BitSet> SOURCES =
            List.of(tokens(1, 5), tokens(0, 1, 5, TOKENS), tokens(TOKENS - 1, TOKENS), tokens(0, 1));

    /** A way of running whole passes. */
    private record Naive(String name, NaiveForward forward, int threads) {}

    /** Which tokens are cut off in a window of layers. */
    private record Knock(BitSet sources, int start, int width) {}

    private final NDManager owner = TorchEngine.newManager("cpu");
    private final Map<String, NDArray> weights = RandomModel.weights(owner, SHAPE);
    private final ResidualModel model = ModelLoader.of(
            owner,
            SHAPE,
            new Weights(weights, "", Precision.FLOAT32),
            new MemoryShare(MemoryShare.DEFAULT_RESTART_BYTES, 0));
    private final int[] prompt =
            new Random(7).ints(TOKENS, 0, SHAPE.vocabulary()).toArray();
    private final List<Naive> naives = List.of(
            new Naive("torch's own products, 1 thread", new NaiveForward(owner, SHAPE, weights), 1),
            new Naive("torch's own products, 2 threads", new NaiveForward(owner, SHAPE, weights), 2),
            new Naive(
                    "replay's products, 1 thread",
                    new NaiveForward(owner, SHAPE, weights, Precision.FLOAT32::product),
                    1),
            new Naive(
                    "replay's products, 2 threads",
                    new NaiveForward(owner, SHAPE, weights, Precision.FLOAT32::product),
                    2));

    private static BitSet tokens(int... ends) {
        BitSet tokens = new BitSet();
        for (int i = 0; i < ends.length; i += 2) {
            tokens.set(ends[i], ends[i + 1]);
        }
        return tokens;
    }

    private void close() {
        owner.close();
    }

    /** Milliseconds of one. */
    private double wholePass(Naive naive) {
        List<Knock> all = knocks(List.of(9));
        JniUtils.setNumThreads(naive.threads());
        try {
            return milliseconds(() -> {
                        for (int pass = 0; pass < PASSES; pass++) {
                            whole(naive, all.get(pass * all.size() / PASSES));
                        }
                    })
                    / PASSES;
        } finally {
            JniUtils.setNumThreads(1);
        }
    }

    private static List<Knock> knocks(List<Integer> widths) {
        List<Knock> knocks = new ArrayList<>();
        for (BitSet sources : SOURCES) {
            for (int width : widths) {
                for (int start = 0; start + width <= SHAPE.layers(); start++) {
                    knocks.add(new Knock(sources, start, width));
                }
            }
        }
        return knocks;
    }

    private float replayed(List<Knock> knocks) {
        Keep keep = new Keep(Set.of(), Set.of(), true, List.of(TOKENS - 1));
        try (PrefixCache base = model.prefill(new TokenBatch(List.of(prompt)), keep)) {
            List<Row> rows = new ArrayList<>();
            for (Knock knock : knocks) {
                List<Intervention> cuts = new ArrayList<>();
                for (int layer = knock.start; layer < knock.start + knock.width; layer++) {
                    cuts.add(new Sever(layer, knock.sources, tokens(TOKENS - 1, TOKENS), Channels.NONE));
                }
                rows.add(new Row(base, 0, cuts));
            }
            return model.replay(rows, new Query.Probability(Collections.nCopies(rows.size(), TARGET)))
                    .probability(0);
        }
    }

    private float whole(Naive naive, Knock knock) {
        return naive.forward().probabilities(List.of(prompt), new NaiveForward.Hook() {
            @Override
            public NDArray at(Site site, NDArray value) {
                return value;
            }

            @Override
            public boolean severed(int layer) {
                return layer >= knock.start && layer < knock.start + knock.width;
            }

            @Override
            public boolean severed(int layer, int token) {
                return knock.sources.get(token);
            }
        })[TARGET];
    }

    /**
     * Prints how many times faster the replay is than as many whole passes. They take turns in one process, and a
     * ratio is the median over turns, so that what else the machine does falls on all.
     */
    public static void main(String[] arguments) {
        System.setProperty("java.util.concurrent.ForkJoinPool.common.parallelism", "2"); // as a lane
        KnockoutBenchmark all = new KnockoutBenchmark();
        JniUtils.setNumThreads(1);
        all.requireAgreement();
        for (List<Integer> widths : List.of(List.of(9), WIDTHS)) {
            all.measure(widths);
        }
        all.close();
    }

    private void measure(List<Integer> widths) {
        List<Knock> knocks = knocks(widths);
        double[] replays = new double[TURNS];
        double[] ceilings = new double[TURNS];
        double[][] passes = new double[naives.size()][TURNS];
        double[][] ratios = new double[naives.size()][TURNS];
        double operations = 0;
        for (int turn = 0; turn < WARMUP; turn++) {
            replayed(knocks); // until Java has compiled it
        }
        for (int turn = -1; turn < TURNS; turn++) {
            long before = Products.operations();
            double replay = milliseconds(() -> replayed(knocks));
            operations = Products.operations() - before;
            double ceiling = ceiling();
            for (int way = 0; way < naives.size(); way++) {
                double pass = wholePass(naives.get(way));
                if (turn >= 0) {
                    passes[way][turn] = pass;
                    ratios[way][turn] = pass * knocks.size() / replay;
                }
            }
            if (turn >= 0) {
                replays[turn] = replay;
                ceilings[turn] = ceiling;
            }
        }
        double speed = operations / GIGA / median(replays) * MILLIS;
        System.out.printf(
                Locale.ROOT,
                "%d knockouts, windows of %s: %.0f ms%n  products: %.1f GFLOP, %.0f GFLOP/s in all of that time, %.0f %%"
                        + " of what both cores do of large square matrices, %.0f%n",
                knocks.size(),
                widths,
                median(replays),
                operations / GIGA,
                speed,
                PERCENT * speed / median(ceilings),
                median(ceilings));
        for (int way = 0; way < naives.size(); way++) {
            System.out.printf(
                    Locale.ROOT,
                    "  a whole pass, %s: %.1f ms; one for each takes %.1f times as long%n",
                    naives.get(way).name(),
                    median(passes[way]),
                    median(ratios[way]));
        }
    }

    /** GFLOP/s of matrix products on both cores. */
    private double ceiling() {
        try (NDManager scratch = owner.newSubManager()) {
            NDArray side = scratch.ones(new Shape(SIDE, SIDE));
            double time = milliseconds(() -> IntStream.range(0, PRODUCTS)
                    .parallel()
                    .forEach(i -> Scoped.run(() -> Precision.FLOAT32.product(side, side))));
            return 2.0 * PRODUCTS * SIDE * SIDE * SIDE / GIGA / time * MILLIS;
        }
    }

    private static double milliseconds(Runnable work) {
        long begin = System.nanoTime();
        work.run();
        return (System.nanoTime() - begin) / 1e6;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    /** What is compared is the same experiment. */
    private void requireAgreement() {
        Knock knock = knocks(List.of(9)).get(5);
        float replayed = replayed(List.of(knock));
        for (Naive naive : naives) {
            float whole = whole(naive, knock);
            if (Math.abs(replayed - whole) > 1e-3 * whole) {
                throw new IllegalStateException("replay gives " + replayed + ", a whole pass " + whole);
            }
        }
    }
}
