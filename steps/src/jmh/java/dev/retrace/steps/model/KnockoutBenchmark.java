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
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * The time of token-to-token knockout in the shape of mamba-130m with random weights and a prompt of 12
 * tokens: four sources at the last token, from each start of a window of nine layers (64 knockouts) and of the
 * paper's six widths (420), by replay and by whole passes.
 *
 * <p>Each way has the threads that suit it best: replay runs two batches on a thread each, as the engine's lanes
 * do; a whole pass has but one prompt, so it is measured with one and with two threads of torch.
 *
 * <p>Replay includes the unchanged run that it rests on. A whole pass is what the authors run: one prompt, in
 * the window's layers a scan of two states. Both end with the last position's probability. Eight whole
 * passes are measured, spread over sources and starts, and the time is for one. From the root:
 *
 * <pre>{@code
 * mvn -q -pl steps -am -Pbench -DskipTests verify -Dbench.main=dev.retrace.steps.model.KnockoutBenchmark
 * }</pre>
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class KnockoutBenchmark {

    private static final MambaConfig SHAPE = new MambaConfig(24, 768, 1536, 16, 4, 48, 50280, 1e-5, true);
    private static final int TOKENS = 12;
    private static final int PASSES = 8;
    private static final int TARGET = 11;
    private static final double MEDIAN = 50;
    private static final List<Integer> WIDTHS = List.of(1, 3, 5, 9, 12, 15);
    private static final List<BitSet> SOURCES =
            List.of(tokens(1, 5), tokens(0, 1, 5, TOKENS), tokens(TOKENS - 1, TOKENS), tokens(0, 1));

    /** Which tokens are cut off in a window of layers. */
    private record Knock(BitSet sources, int start, int width) {}

    private NDManager owner;
    private ResidualModel model;
    private NaiveForward naive;
    private int[] prompt;

    @Setup
    public void load() {
        owner = TorchEngine.newManager("cpu");
        Map<String, NDArray> weights = RandomModel.weights(owner, SHAPE);
        model = ModelLoader.of(
                owner, SHAPE, new Weights(weights, "", Precision.FLOAT32), ResidualModel.restartBytes(owner.getDevice()));
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

    @TearDown
    public void close() {
        owner.close();
    }

    @Benchmark
    @Fork(
            value = 1,
            jvmArgsAppend = {"-Dai.djl.pytorch.num_threads=1", "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2"})
    @Warmup(iterations = 5)
    @Measurement(iterations = 11)
    public float oneWidth() {
        return replayed(knocks(List.of(9)));
    }

    @Benchmark
    @Fork(
            value = 1,
            jvmArgsAppend = {"-Dai.djl.pytorch.num_threads=1", "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2"})
    @Warmup(iterations = 3)
    @Measurement(iterations = 7)
    public float sixWidths() {
        return replayed(knocks(WIDTHS));
    }

    @Benchmark
    @Fork(value = 1, jvmArgsAppend = "-Dai.djl.pytorch.num_threads=1")
    @OperationsPerInvocation(PASSES)
    @Warmup(iterations = 3)
    @Measurement(iterations = 9)
    public float wholePasses() {
        List<Knock> all = knocks(List.of(9));
        float last = 0;
        for (int pass = 0; pass < PASSES; pass++) {
            last = whole(all.get(pass * all.size() / PASSES));
        }
        return last;
    }

    @Benchmark
    @OperationsPerInvocation(PASSES)
    @Fork(value = 1, jvmArgsAppend = "-Dai.djl.pytorch.num_threads=2")
    @Warmup(iterations = 3)
    @Measurement(iterations = 9)
    public float wholePassesOnTwoThreads() {
        return wholePasses();
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

    /** Runs all and prints how many times faster the replay is than as many whole passes. */
    public static void main(String[] arguments) throws RunnerException {
        requireAgreement();
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(KnockoutBenchmark.class.getName())
                        .build())
                .run();
        double one = time(results, "wholePasses");
        double two = time(results, "wholePassesOnTwoThreads");
        System.out.printf(Locale.ROOT, "%nmedians; a whole pass: %.1f ms, on two threads %.1f ms%n", one, two);
        System.out.println(
                line("windows of 9", knocks(List.of(9)).size(), time(results, "oneWidth"), Math.min(one, two)));
        System.out.println(
                line("windows of " + WIDTHS, knocks(WIDTHS).size(), time(results, "sixWidths"), Math.min(one, two)));
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

    private static String line(String what, int runs, double time, double pass) {
        return String.format(
                Locale.ROOT,
                "%d knockouts, %s: %.0f ms; a whole pass for each: %.0f ms, %.1f times as long",
                runs,
                what,
                time,
                pass * runs,
                pass * runs / time);
    }

    /** The median: whatever else the machine does makes some iterations slow. */
    private static double time(Collection<RunResult> results, String benchmark) {
        return results.stream()
                .filter(result -> result.getParams().getBenchmark().endsWith("." + benchmark))
                .findFirst()
                .orElseThrow()
                .getPrimaryResult()
                .getStatistics()
                .getPercentile(MEDIAN);
    }
}
