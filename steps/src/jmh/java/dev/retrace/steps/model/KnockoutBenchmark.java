package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.retrace.steps.checkpoint.MambaConfig;
import dev.retrace.steps.intervention.Channels;
import dev.retrace.steps.intervention.Intervention;
import dev.retrace.steps.intervention.Intervention.Sever;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.tensor.Precision;
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

/**
 * The time of token-to-token knockout in the shape of mamba-130m with random weights and a prompt of 12
 * tokens: four sources at the last token, from each start of a window of nine layers (64 knockouts) and of the
 * paper's six widths (420), by replay and by whole passes.
 *
 * <p>Replay runs its batches on two threads, as the engine's lanes do, torch on one.
 *
 * <p>Replay includes the unchanged run that it rests on. A whole pass is what the authors run: one prompt, in
 * the window's layers a scan of two states. Both end with the last position's probability. Four whole
 * passes are measured, spread over sources and starts, and the time is for one. From the root:
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
    private static final int WARMUP = 3;
    private static final List<Integer> WIDTHS = List.of(1, 3, 5, 9, 12, 15);
    private static final List<BitSet> SOURCES =
            List.of(tokens(1, 5), tokens(0, 1, 5, TOKENS), tokens(TOKENS - 1, TOKENS), tokens(0, 1));

    /** Which tokens are cut off in a window of layers. */
    private record Knock(BitSet sources, int start, int width) {}

    private NDManager owner;
    private ResidualModel model;
    private NaiveForward naive;
    private int[] prompt;

    private void load() {
        owner = TorchEngine.newManager("cpu");
        Map<String, NDArray> weights = RandomModel.weights(owner, SHAPE);
        model = ModelLoader.of(
                owner, SHAPE, new Weights(weights, "", Precision.FLOAT32), new MemoryShare(MemoryShare.DEFAULT_RESTART_BYTES, 0));
        naive = new NaiveForward(owner, SHAPE, weights);
        prompt = new Random(7).ints(TOKENS, 0, SHAPE.vocabulary()).toArray();
    }

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

    private float wholePasses() {
        List<Knock> all = knocks(List.of(9));
        float last = 0;
        for (int pass = 0; pass < PASSES; pass++) {
            last = whole(all.get(pass * all.size() / PASSES));
        }
        return last;
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

    private float whole(Knock knock) {
        return naive.probabilities(List.of(prompt), new NaiveForward.Hook() {
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
     * Prints how many times faster the replay is than as many whole passes. They take turns in one process, and the
     * ratio is the median over turns, so that what else the machine does falls on both.
     */
    public static void main(String[] arguments) {
        System.setProperty("java.util.concurrent.ForkJoinPool.common.parallelism", "2"); // as a lane
        requireAgreement();
        KnockoutBenchmark all = new KnockoutBenchmark();
        all.load();
        for (List<Integer> widths : List.of(List.of(9), WIDTHS)) {
            List<Knock> knocks = knocks(widths);
            double[] replays = new double[TURNS];
            double[] passes = new double[TURNS];
            double[] ratios = new double[TURNS];
            for (int turn = -WARMUP; turn < TURNS; turn++) {
                double replay = milliseconds(() -> all.replayed(knocks));
                double pass = milliseconds(all::wholePasses) / PASSES;
                if (turn >= 0) {
                    replays[turn] = replay;
                    passes[turn] = pass;
                    ratios[turn] = pass * knocks.size() / replay;
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "%d knockouts, windows of %s: %.0f ms; a whole pass %.1f ms; one for each takes %.1f times as long%n",
                    knocks.size(),
                    widths,
                    median(replays),
                    median(passes),
                    median(ratios));
        }
        all.close();
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
    private static void requireAgreement() {
        KnockoutBenchmark both = new KnockoutBenchmark();
        both.load();
        float replayed = both.replayed(List.of(knocks(List.of(9)).get(5)));
        float whole = both.whole(knocks(List.of(9)).get(5));
        both.close();
        if (Math.abs(replayed - whole) > 1e-3 * whole) {
            throw new IllegalStateException("replay gives " + replayed + ", a whole pass " + whole);
        }
    }
}
