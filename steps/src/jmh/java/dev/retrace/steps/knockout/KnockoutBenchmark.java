package dev.retrace.steps.knockout;

import dev.retrace.steps.checkpoint.MambaConfig;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.TokenSpan;
import dev.retrace.steps.model.Keep;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.Query;
import dev.retrace.steps.model.RandomModel;
import dev.retrace.steps.model.TokenBatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Random;
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
 * The time of all knockouts of one prompt of 12 tokens in the shape of mamba-130m with random weights: four
 * sources, from each start of a window of nine layers (64 knockouts) and of the paper's six widths (420),
 * beside one whole pass for each.
 *
 * <p>The experiment is what the step does, the unchanged run that it rests on included. A whole pass is one
 * without any cut, which the published way takes longer than: its cuts cost a scan of their own. Both end
 * with the last position's probability. From the repository's root:
 *
 * <pre>{@code
 * mvn -q -pl steps -am -Pbench -DskipTests verify -Dbench.main=dev.retrace.steps.knockout.KnockoutBenchmark
 * }</pre>
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@State(Scope.Thread)
public class KnockoutBenchmark {

    private static final MambaConfig SHAPE = new MambaConfig(24, 768, 1536, 16, 4, 48, 50280, 1e-5, true);
    private static final int TOKENS = 12;
    private static final int PASSES = 8;
    private static final double MEDIAN = 50;
    private static final List<TokenGroup> SOURCES =
            List.of(TokenGroup.SUBJECT, TokenGroup.RELATION, TokenGroup.LAST, TokenGroup.FIRST);

    private LanguageModel model;
    private Question question;

    @Setup
    public void load() {
        model = RandomModel.of(SHAPE, "cpu", "float32");
        List<Integer> ids =
                new Random(7).ints(TOKENS, 0, SHAPE.vocabulary()).boxed().toList();
        question = new Question("fact", "relation", "", ids, new TokenSpan(1, 5), 11);
    }

    @TearDown
    public void close() {
        model.close();
    }

    @Benchmark
    @Warmup(iterations = 5)
    @Measurement(iterations = 15)
    public int oneWidth() {
        return knockOut(List.of(9));
    }

    @Benchmark
    @Warmup(iterations = 3)
    @Measurement(iterations = 9)
    public int sixWidths() {
        return knockOut(List.of(1, 3, 5, 9, 12, 15));
    }

    /** One whole pass for each of the knockouts; the time is for one. */
    @Benchmark
    @OperationsPerInvocation(PASSES)
    @Warmup(iterations = 3)
    @Measurement(iterations = 15)
    public float wholePasses() {
        float last = 0;
        for (int pass = 0; pass < PASSES; pass++) {
            try (PrefixCache run = model.prefill(new TokenBatch(List.of(question.tokenIds())), Keep.nothing())) {
                last = model.replay(
                                List.of(new Row(run, 0, List.of())), new Query.Probability(List.of(question.target())))
                        .probability(0);
            }
        }
        return last;
    }

    private int knockOut(List<Integer> windows) {
        Design design = new Design(
                SOURCES, TokenGroup.LAST, List.of(ChannelChoice.ALL), windows, false, List.of(), List.of());
        return new Knockout(model, new Thirds(List.of(), SHAPE.inner(), 0), design)
                .measure(List.of(question))
                .size();
    }

    /** Runs all and prints how many times faster the knockouts are than as many whole passes. */
    public static void main(String[] arguments) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(KnockoutBenchmark.class.getName())
                        .build())
                .run();
        double pass = time(results, "wholePasses");
        List<String> lines = new ArrayList<>();
        lines.add(line("64 knockouts, windows of 9", 64, time(results, "oneWidth"), pass));
        lines.add(line("420 knockouts, windows of 1, 3, 5, 9, 12 and 15", 420, time(results, "sixWidths"), pass));
        System.out.printf("%n%s threads, medians%n", System.getProperty("ai.djl.pytorch.num_threads"));
        lines.forEach(System.out::println);
    }

    private static String line(String what, int runs, double time, double pass) {
        return String.format(
                Locale.ROOT,
                "%s: %.0f ms; one whole pass each (%.1f ms): %.0f ms, %.1f times as long",
                what,
                time,
                pass,
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
