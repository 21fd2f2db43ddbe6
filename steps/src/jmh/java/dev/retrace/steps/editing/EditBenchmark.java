package dev.retrace.steps.editing;

import dev.retrace.steps.checkpoint.MambaConfig;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.model.Keep;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.Loss;
import dev.retrace.steps.model.RandomModel;
import dev.retrace.steps.model.TokenBatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
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
 * One evaluation of ROME's loss and its derivative by v of W_o in the middle layer, for 4 facts of 22 prompts
 * each: {@code naive} as whole passes forward and back, one prompt at a time; {@code batched} as whole passes,
 * all prompts together; {@code replay} from the edited layer and the subject's last token on. In the shape of
 * the trained 13-million model with random weights. From the repository's root:
 *
 * <pre>{@code
 * mvn -q -pl steps -am -Pbench -DskipTests verify -Dbench.main=dev.retrace.steps.editing.EditBenchmark
 * }</pre>
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
@org.openjdk.jmh.annotations.State(Scope.Thread)
public class EditBenchmark {

    private static final MambaConfig SHAPE = new MambaConfig(16, 320, 640, 16, 4, 20, 8192, 1e-5, true);
    private static final int ROWS = 4 * 22;
    private static final int TOKENS = 16;
    private static final int SUBJECT_LAST = 11;
    private static final Site EDITED = new Site(State.O, 8);
    private static final double MEDIAN = 50;

    @Param({"naive", "batched", "replay"})
    public String way;

    private LanguageModel model;
    private PrefixCache run;
    private List<Row> rows;
    private List<Loss> losses;

    @Setup
    public void load() {
        model = RandomModel.of(SHAPE, "cpu", "float32");
        Random random = new Random(7);
        List<int[]> prompts = new ArrayList<>();
        rows = new ArrayList<>();
        losses = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            prompts.add(random.ints(TOKENS, 0, SHAPE.vocabulary()).toArray());
            losses.add(new Loss.LogLikelihood(List.of(TOKENS - 1), List.of(random.nextInt(SHAPE.vocabulary()))));
        }
        List<Integer> starts = Collections.nCopies(ROWS, SUBJECT_LAST);
        run = model.prefill(
                new TokenBatch(prompts), new Keep(Set.of(), Set.of(), true, starts));
        for (int row = 0; row < ROWS; row++) {
            rows.add(new Row(run, row, List.of()));
        }
    }

    @TearDown
    public void close() {
        run.close();
        model.close();
    }

    @Benchmark
    public double evaluation() {
        if (way.equals("replay")) {
            return model.vjp(rows, losses, List.of(EDITED), Collections.nCopies(ROWS, SUBJECT_LAST))
                    .value(0);
        }
        // The derivative by the first token's embedding needs every token of every layer.
        List<Site> whole = List.of(Site.embedding());
        int together = way.equals("batched") ? ROWS : 1;
        double sum = 0;
        for (int row = 0; row < ROWS; row += together) {
            sum += model.vjp(
                            rows.subList(row, row + together),
                            losses.subList(row, row + together),
                            whole,
                            Collections.nCopies(together, 0))
                    .value(0);
        }
        return sum;
    }

    /** Runs all and prints the medians. */
    public static void main(String[] arguments) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(EditBenchmark.class.getSimpleName())
                        .build())
                .run();
        Map<String, Double> medians = new HashMap<>();
        results.forEach(result -> medians.put(
                result.getParams().getParam("way"),
                result.getPrimaryResult().getStatistics().getPercentile(MEDIAN)));
        for (String naive : List.of("naive", "batched")) {
            System.out.printf(
                    Locale.ROOT,
                    "%s %.0f ms, replay %.0f ms, ratio %.1f%n",
                    naive,
                    medians.get(naive),
                    medians.get("replay"),
                    medians.get(naive) / medians.get("replay"));
        }
    }
}
