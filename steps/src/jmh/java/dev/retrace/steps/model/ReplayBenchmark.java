package dev.retrace.steps.model;

import dev.retrace.steps.checkpoint.MambaConfig;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.retrace.steps.intervention.Intervention;
import dev.retrace.steps.intervention.Intervention.Restore;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.TokenSpan;
import dev.retrace.steps.tensor.Precision;
import dev.retrace.steps.tensor.TorchEngine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * The time to trace one fact: every patch of h in 16 layers at 12 tokens, 192 in all, and as many of o, g and s in
 * windows of ten layers, by replay and by whole passes, in the shape of the trained 13-million model with random
 * weights.
 *
 * <p>Replay includes the clean and the corrupt run that it rests on; whole passes are given the corrupt
 * one. All end with the last position's logits. From the repository's root:
 *
 * <pre>{@code mvn -q -pl steps -am -Pbench -DskipTests verify}</pre>
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@org.openjdk.jmh.annotations.State(Scope.Thread)
public class ReplayBenchmark {

    private static final MambaConfig SHAPE = new MambaConfig(16, 320, 640, 16, 4, 20, 8192, 1e-5, true);
    private static final int TOKENS = 12;
    private static final int FACTS = 8;
    private static final int BATCH = 32;
    private static final int WINDOW = 10;
    private static final double MEDIAN = 50;

    @Param({"H", "O", "G", "S"})
    private State state;

    private NDManager owner;
    private ResidualModel model;
    private NaiveForward naive;
    private final List<int[]> clean = new ArrayList<>();
    private final List<int[]> corrupt = new ArrayList<>();

    @Setup
    public void load() {
        owner = TorchEngine.newManager("cpu");
        Map<String, NDArray> weights = RandomWeights.of(SHAPE, 0).tensors(owner);
        model = ModelLoader.of(owner, SHAPE, new Weights(weights, "", Precision.FLOAT32), new MemoryShare(MemoryShare.DEFAULT_RESTART_BYTES, 0));
        naive = new NaiveForward(owner, SHAPE, weights);
        Random random = new Random(7);
        for (int fact = 0; fact < FACTS; fact++) {
            clean.add(random.ints(TOKENS, 0, SHAPE.vocabulary()).toArray());
            corrupt.add(random.ints(TOKENS, 0, SHAPE.vocabulary()).toArray());
        }
    }

    @TearDown
    public void close() {
        owner.close();
    }

    @Benchmark
    @Warmup(iterations = 20)
    @Measurement(iterations = 21)
    public float replay() {
        return replay(1);
    }

    /** The same for eight facts in one list of rows; the time is per fact. */
    @Benchmark
    @OperationsPerInvocation(FACTS)
    @Warmup(iterations = 3)
    @Measurement(iterations = 5)
    public float replayEightFacts() {
        return replay(FACTS);
    }

    @Benchmark
    @Warmup(iterations = 1)
    @Measurement(iterations = 5)
    public float naiveOneByOne() {
        return naive(1);
    }

    @Benchmark
    @Warmup(iterations = 2)
    @Measurement(iterations = 5)
    public float naiveInBatches() {
        return naive(BATCH);
    }

    private float replay(int facts) {
        TokenBatch cleanPrompts = new TokenBatch(clean.subList(0, facts));
        TokenBatch corruptPrompts = new TokenBatch(corrupt.subList(0, facts));
        try (PrefixCache from = model.prefill(cleanPrompts, Keep.states(state));
                PrefixCache base = model.prefill(corruptPrompts, Keep.forReplay())) {
            List<Row> rows = new ArrayList<>();
            for (int fact = 0; fact < facts; fact++) {
                for (int site = 0; site < SHAPE.layers() * TOKENS; site++) {
                    TokenSpan token = TokenSpan.at(site % TOKENS);
                    List<Intervention> changes = new ArrayList<>();
                    for (int layer = 0; layer < SHAPE.layers(); layer++) {
                        if (isPatched(layer, site / TOKENS)) {
                            changes.add(new Restore(new Site(state, layer), token, from, fact));
                        }
                    }
                    rows.add(new Row(base, fact, changes));
                }
            }
            return model.replay(rows, new Query.Probability(Collections.nCopies(rows.size(), 1)))
                    .probability(0);
        }
    }

    /** h in one layer, all else in the window around it. */
    private boolean isPatched(int layer, int centre) {
        return state == State.H
                ? layer == centre
                : layer >= centre - WINDOW / 2 && layer < centre - WINDOW / 2 + WINDOW;
    }

    /** Sites in batches: each row of a batch patches its own layer and token. */
    private float naive(int batch) {
        try (PrefixCache from = model.prefill(new TokenBatch(clean.subList(0, 1)), Keep.states(state))) {
            List<int[]> prompts = Collections.nCopies(batch, corrupt.get(0));
            float last = 0;
            for (int first = 0; first < SHAPE.layers() * TOKENS; first += batch) {
                last = naive.probabilities(prompts, patches(first, batch, from))[1];
            }
            return last;
        }
    }

    private NaiveForward.Hook patches(int first, int batch, PrefixCache from) {
        return (site, value) -> {
            for (int row = 0; site.state() == state && row < batch; row++) {
                if (isPatched(site.layer(), (first + row) / TOKENS)) {
                    int token = (first + row) % TOKENS;
                    value.set(new NDIndex(row + ", " + token), from.kept(site).get(0, token));
                }
            }
            return value;
        };
    }

    /** Runs all and prints how many times faster a replay is. */
    public static void main(String[] arguments) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(ReplayBenchmark.class.getName())
                        .build())
                .run();
        System.out.printf(
                "%nOne fact, 192 patches, %s threads, median ms%n",
                System.getProperty("ai.djl.pytorch.num_threads"));
        for (State state : List.of(State.H, State.O, State.G, State.S)) {
            double replay = time(results, state, "replay");
            double eight = time(results, state, "replayEightFacts");
            System.out.printf(
                    Locale.ROOT, "%s: replay %.0f, of eight facts together %.0f each%n", state, replay, eight);
            for (String naive : List.of("naiveOneByOne", "naiveInBatches")) {
                double time = time(results, state, naive);
                System.out.printf(
                        Locale.ROOT,
                        "%s: replay is %5.1f times faster than %s (%.0f ms), with eight facts %5.1f times%n",
                        state,
                        time / replay,
                        naive,
                        time,
                        time / eight);
            }
        }
    }

    /** The median: whatever else the machine does makes some iterations slow. */
    private static double time(Collection<RunResult> results, State state, String benchmark) {
        return results.stream()
                .filter(result -> result.getParams().getBenchmark().endsWith("." + benchmark)
                        && result.getParams().getParam("state").equals(state.name()))
                .findFirst()
                .orElseThrow()
                .getPrimaryResult()
                .getStatistics()
                .getPercentile(MEDIAN);
    }
}
