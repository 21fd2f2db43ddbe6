package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.checkpoint.MambaConfig;
import dev.retrace.steps.intervention.Intervention;
import dev.retrace.steps.intervention.Intervention.Replace;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * The time of path blocking (128 rows a fact: two positions, four paths, 16 layers) and of mean ablation
 * (64 rows: four settings, 16 windows of ten layers) by replay and by whole passes, in the shape of the
 * trained 13-million model with random weights and prompts of 12 tokens.
 *
 * <p>Replay includes the unchanged runs that it rests on; whole passes are given their values. All end
 * with the last position's probabilities. From the repository's root:
 *
 * <pre>{@code
 * mvn -q -pl steps -am -Pbench -DskipTests verify -Dbench.main=dev.retrace.steps.model.ExperimentBenchmark
 * }</pre>
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@org.openjdk.jmh.annotations.State(Scope.Thread)
public class ExperimentBenchmark {

    private static final MambaConfig SHAPE = new MambaConfig(16, 320, 640, 16, 4, 20, 8192, 1e-5, true);
    private static final int TOKENS = 12;
    private static final int LAST = TOKENS - 1;
    private static final TokenSpan SUBJECT = new TokenSpan(4, 8);
    private static final int WINDOW = 10;
    private static final int FACTS = 8;
    private static final int BATCH = 32;
    private static final double MEDIAN = 50;

    /** h restored at a token after a layer, and a state held above it; h itself stands for none. */
    private record Path(int token, int layer, State held) {}

    /** Which tokens are ablated around a layer. */
    private record Knock(Set<Integer> tokens, int layer) {

        boolean covers(int other) {
            return other >= layer - WINDOW / 2 && other < layer - WINDOW / 2 + WINDOW;
        }
    }

    private final List<Path> paths = new ArrayList<>();
    private final List<Knock> knocks = new ArrayList<>();
    private final List<int[]> clean = new ArrayList<>();
    private final List<int[]> corrupt = new ArrayList<>();
    private NDManager owner;
    private ResidualModel model;
    private NaiveForward naive;
    private NDArray mean;
    private PrefixCache cleanRun;
    private PrefixCache corruptRun;

    @Setup
    public void load() {
        owner = TorchEngine.newManager("cpu");
        Map<String, NDArray> weights = RandomWeights.of(SHAPE, 0).tensors(owner);
        model = ModelLoader.of(owner, SHAPE, new Weights(weights, "", Precision.FLOAT32), new MemoryShare(MemoryShare.DEFAULT_RESTART_BYTES, 0));
        naive = new NaiveForward(owner, SHAPE, weights);
        mean = owner.randomNormal(new Shape(SHAPE.inner()));
        Random random = new Random(7);
        for (int fact = 0; fact < FACTS; fact++) {
            clean.add(random.ints(TOKENS, 0, SHAPE.vocabulary()).toArray());
            corrupt.add(random.ints(TOKENS, 0, SHAPE.vocabulary()).toArray());
        }
        for (int layer = 0; layer < SHAPE.layers(); layer++) {
            for (int token : List.of(SUBJECT.last(), LAST)) {
                for (State held : List.of(State.H, State.S, State.G, State.O)) {
                    paths.add(new Path(token, layer, held));
                }
            }
            for (Set<Integer> tokens : List.of(
                    Set.of(4, 5, 6, 7), Set.of(SUBJECT.last()), Set.of(0, 1, 2, 3, 8, 9, 10), Set.of(LAST))) {
                knocks.add(new Knock(tokens, layer));
            }
        }
        cleanRun = model.prefill(new TokenBatch(clean.subList(0, 1)), Keep.states(State.H, State.A));
        corruptRun = model.prefill(new TokenBatch(corrupt.subList(0, 1)), Keep.states(State.S, State.G, State.O));
    }

    @TearDown
    public void close() {
        owner.close();
    }

    @Benchmark
    @Warmup(iterations = 10)
    @Measurement(iterations = 21)
    public float pathsReplayed() {
        return replayPaths(1);
    }

    /** The same for eight facts in one list of rows, as the step does; the time is per fact. */
    @Benchmark
    @OperationsPerInvocation(FACTS)
    @Warmup(iterations = 3)
    @Measurement(iterations = 7)
    public float pathsReplayedEightFacts() {
        return replayPaths(FACTS);
    }

    @Benchmark
    @Warmup(iterations = 2)
    @Measurement(iterations = 5)
    public float pathsNaiveOneByOne() {
        return naivePaths(1);
    }

    @Benchmark
    @Warmup(iterations = 2)
    @Measurement(iterations = 5)
    public float pathsNaiveInBatches() {
        return naivePaths(BATCH);
    }

    @Benchmark
    @Warmup(iterations = 10)
    @Measurement(iterations = 21)
    public float ablationReplayed() {
        return replayKnocks(1);
    }

    /** The same for eight facts in one list of rows, as the step does; the time is per fact. */
    @Benchmark
    @OperationsPerInvocation(FACTS)
    @Warmup(iterations = 3)
    @Measurement(iterations = 7)
    public float ablationReplayedEightFacts() {
        return replayKnocks(FACTS);
    }

    @Benchmark
    @Warmup(iterations = 2)
    @Measurement(iterations = 5)
    public float ablationNaiveOneByOne() {
        return naiveKnocks(1);
    }

    @Benchmark
    @Warmup(iterations = 2)
    @Measurement(iterations = 5)
    public float ablationNaiveInBatches() {
        return naiveKnocks(BATCH);
    }

    private float replayPaths(int facts) {
        try (PrefixCache from = model.prefill(new TokenBatch(clean.subList(0, facts)), Keep.states(State.H));
                PrefixCache base = model.prefill(
                        new TokenBatch(corrupt.subList(0, facts)),
                        new Keep(Set.of(State.S, State.G, State.O), true))) {
            List<Row> rows = new ArrayList<>();
            for (int fact = 0; fact < facts; fact++) {
                for (Path path : paths) {
                    TokenSpan at = TokenSpan.at(path.token);
                    List<Intervention> changes = new ArrayList<>();
                    changes.add(new Restore(new Site(State.H, path.layer), at, from, fact));
                    for (int layer = path.layer + 1; path.held != State.H && layer < SHAPE.layers(); layer++) {
                        changes.add(new Restore(new Site(path.held, layer), at, base, fact));
                    }
                    rows.add(new Row(base, fact, changes));
                }
            }
            return probabilities(rows);
        }
    }

    private float replayKnocks(int facts) {
        Keep keep = new Keep(Set.of(State.A), true);
        try (PrefixCache base = model.prefill(new TokenBatch(clean.subList(0, facts)), keep)) {
            List<Row> rows = new ArrayList<>();
            for (int fact = 0; fact < facts; fact++) {
                for (Knock knock : knocks) {
                    rows.add(new Row(base, fact, changes(knock, base, fact)));
                }
            }
            return probabilities(rows);
        }
    }

    private List<Intervention> changes(Knock knock, PrefixCache base, int fact) {
        List<Intervention> changes = new ArrayList<>();
        int first = Collections.min(knock.tokens);
        for (int layer = 0; layer < SHAPE.layers(); layer++) {
            int begin = first;
            while (knock.covers(layer) && begin < TOKENS) {
                boolean replaced = knock.tokens.contains(begin);
                int end = begin + 1;
                while (end < TOKENS && end < (replaced ? TOKENS : LAST) && knock.tokens.contains(end) == replaced) {
                    end++;
                }
                Site site = new Site(State.A, layer);
                TokenSpan span = new TokenSpan(begin, end);
                if (replaced) {
                    changes.add(new Replace(site, span, mean));
                } else if (begin < LAST) {
                    changes.add(new Restore(site, span, base, fact));
                }
                begin = end;
            }
        }
        return changes;
    }

    private float probabilities(List<Row> rows) {
        return model.replay(rows, new Query.Probability(Collections.nCopies(rows.size(), 1)))
                .probability(0);
    }

    private float naivePaths(int batch) {
        List<int[]> prompts = Collections.nCopies(batch, corrupt.get(0));
        float last = 0;
        for (int first = 0; first < paths.size(); first += batch) {
            List<Path> some = paths.subList(first, first + batch);
            last = naive.probabilities(prompts, (site, value) -> {
                for (int row = 0; row < some.size(); row++) {
                    Path path = some.get(row);
                    if (site.equals(new Site(State.H, path.layer))) {
                        value.set(new NDIndex(row + ", " + path.token), cleanRun.kept(site).get(0, path.token));
                    } else if (site.state() == path.held && site.state() != State.H) {
                        value.set(new NDIndex(row + ", " + path.token), corruptRun.kept(site).get(0, path.token));
                    }
                }
                return value;
            })[1];
        }
        return last;
    }

    private float naiveKnocks(int batch) {
        List<int[]> prompts = Collections.nCopies(batch, clean.get(0));
        float last = 0;
        for (int first = 0; first < knocks.size(); first += batch) {
            List<Knock> some = knocks.subList(first, first + batch);
            last = naive.probabilities(prompts, (site, value) -> {
                for (int row = 0; row < some.size(); row++) {
                    if (site.state() == State.A && some.get(row).covers(site.layer())) {
                        knock(some.get(row), site, row, value);
                    }
                }
                return value;
            })[1];
        }
        return last;
    }

    /** All tokens before the last take their clean values at once, then the ablated ones the mean. */
    private void knock(Knock knock, Site site, int row, NDArray value) {
        value.set(new NDIndex(row + ", 0:" + LAST), cleanRun.kept(site).get(new NDIndex("0, 0:" + LAST)));
        for (int token : knock.tokens) {
            value.set(new NDIndex(row + ", " + token), mean);
        }
    }

    /** Runs all and prints how many times faster a replay is. */
    public static void main(String[] arguments) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(ExperimentBenchmark.class.getName())
                        .build())
                .run();
        System.out.printf("%n%s threads, median ms per fact%n", System.getProperty("ai.djl.pytorch.num_threads"));
        for (String experiment : List.of("paths", "ablation")) {
            double one = time(results, experiment + "Replayed");
            double eight = time(results, experiment + "ReplayedEightFacts");
            System.out.printf(
                    Locale.ROOT, "%s: replay %.0f ms, of eight facts together %.1f ms each%n", experiment, one, eight);
            for (String way : List.of("OneByOne", "InBatches")) {
                double time = time(results, experiment + "Naive" + way);
                System.out.printf(
                        Locale.ROOT,
                        "%s: replay is %5.1f times faster than naive %s (%.0f ms), with eight facts %5.1f times%n",
                        experiment,
                        time / one,
                        way,
                        time,
                        time / eight);
            }
        }
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
