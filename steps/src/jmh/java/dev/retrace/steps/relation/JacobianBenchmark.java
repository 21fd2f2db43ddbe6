package dev.retrace.steps.relation;

import dev.retrace.steps.checkpoint.MambaConfig;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.model.Keep;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.Loss;
import dev.retrace.steps.model.RandomModel;
import dev.retrace.steps.model.TokenBatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
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
 * The time of one row of the Jacobians ∂z/∂h of all layers, if rows are taken by one backward pass each or
 * some together, and naively by a whole pass for each layer: in the shape of the trained 13-million model with random weights, h four tokens before the
 * end of a prompt of 48. From the repository's root:
 *
 * <pre>{@code
 * mvn -q -pl steps -am -Pbench -DskipTests verify -Dbench.main=dev.retrace.steps.relation.JacobianBenchmark
 * }</pre>
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@State(Scope.Thread)
public class JacobianBenchmark {

    private static final MambaConfig SHAPE = new MambaConfig(16, 320, 640, 16, 4, 20, 8192, 1e-5, true);
    private static final int TOKENS = 48;
    private static final int SUBJECT_LAST = 43;
    private static final int LEAST = 8;
    private static final double MEDIAN = 50;

    /** Rows of one backward pass; 0 for a whole pass, forward and back over all tokens, a row and layer. */
    @Param({"0", "1", "32", "320"})
    public int together;

    private LanguageModel model;
    private PrefixCache run;
    private List<Site> sites;

    @Setup
    public void load() {
        model = RandomModel.of(SHAPE, "cpu", "float32");
        int[] ids = new Random(7).ints(TOKENS, 0, SHAPE.vocabulary()).toArray();
        run = model.prefill(new TokenBatch(List.of(ids)), Keep.forReplay());
        sites = Layers.of(List.of(), 1, model.architecture());
    }

    @TearDown
    public void close() {
        run.close();
        model.close();
    }

    /** A row at a time is slow: only some; the naive way slower: only one. */
    private static int measured(int together) {
        return together == 0 ? 1 : Math.max(LEAST, together);
    }

    @Benchmark
    public double rows() {
        double sum = 0;
        if (together == 0) { // the derivative by the first token's embedding needs every token of every layer
            for (int pass = 0; pass < measured(together) * sites.size(); pass++) {
                sum += model.vjp(
                                List.of(new Row(run, 0, List.of())),
                                List.of(along(pass / sites.size())),
                                List.of(Site.embedding()),
                                List.of(0))
                        .value(0);
            }
            return sum;
        }
        for (int first = 0; first < measured(together); first += together) {
            List<Loss> losses = new ArrayList<>();
            for (int row = first; row < first + together; row++) {
                losses.add(along(row));
            }
            sum += model.vjp(
                            Collections.nCopies(together, new Row(run, 0, List.of())),
                            losses,
                            sites,
                            Collections.nCopies(together, SUBJECT_LAST))
                    .value(0);
        }
        return sum;
    }

    private static Loss along(int row) {
        float[] unit = new float[SHAPE.width()];
        unit[row] = 1;
        return new Loss.Along(unit);
    }

    /** Runs all and prints the medians. */
    public static void main(String[] arguments) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(JacobianBenchmark.class.getSimpleName())
                        .build())
                .run();
        double naive = Double.NaN;
        for (RunResult result : results) {
            int together = Integer.parseInt(result.getParams().getParam("together"));
            double median = result.getPrimaryResult().getStatistics().getPercentile(MEDIAN) / measured(together);
            naive = together == 0 ? median : naive;
            System.out.printf(
                    Locale.ROOT, "%d rows together: %.2f ms a row of all layers, ratio to 0, the naive way, %.1f%n", together, median, naive / median);
        }
    }
}
