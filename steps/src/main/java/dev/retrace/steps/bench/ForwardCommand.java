package dev.retrace.steps.bench;

import dev.retrace.engine.step.Machine;
import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Measures the forward pass of each family beside a plain matrix product. Torch reads its threads when
 * it starts, so the measurement is in a process of its own, set up as a worker is.
 */
@Command(
        name = "forward",
        mixinStandardHelpOptions = true,
        description = {
            "Measures whole prompts through a model of about 130 million random weights, to the logits of their"
                    + " last token, beside a plain product of 1024 x 1024 matrices on the same threads.",
            "GFLOP/s are of the matrix products alone, in the time of the whole pass. Best on a quiet machine."
        })
final class ForwardCommand implements Callable<Integer> {

    private static final int PERCENT = 100;

    @Option(
            names = "--family",
            split = ",",
            paramLabel = "FAMILY",
            defaultValue = "mamba,mamba2,gpt_neox,gpt2",
            description = "${COMPLETION-CANDIDATES} (default: all).")
    private List<PublishedShape> families = List.of();

    @Option(names = "--rows", paramLabel = "N", defaultValue = "32", description = "Prompts (default: 32).")
    private int rows;

    @Option(names = "--tokens", paramLabel = "N", defaultValue = "16", description = "Of each prompt (default: 16).")
    private int tokens;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "9", description = "Measurements (default: 9).")
    private int rounds;

    @Option(names = "--threads", paramLabel = "N", description = "Default: the cores.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--precision",
            paramLabel = "PRECISION",
            defaultValue = "float32",
            description = "float32 or float16 (default: float32).")
    private String precision = "float32";

    @Option(names = "--here", hidden = true, description = "In this process, as it was started.")
    private boolean here;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        for (Map.Entry<String, Integer> number : Map.of(
                        "--rows", rows, "--tokens", tokens, "--rounds", rounds, "--threads", threads)
                .entrySet()) {
            if (number.getValue() < 1) {
                throw new ParameterException(spec.commandLine(), number.getKey() + " takes at least 1");
            }
        }
        if (!here) {
            return elsewhere();
        }
        PrintWriter out = spec.commandLine().getOut();
        Map<String, String> machine = Machine.describe();
        out.printf(
                "%s, %s threads, %d rows x %d tokens, %s%n",
                machine.get("processor"), threads, rows, tokens, precision);
        ForwardBench bench = new ForwardBench(rows, tokens, rounds, precision);
        for (PublishedShape family : families) {
            ForwardBench.Speed speed = bench.of(family.config());
            out.printf(
                    Locale.ROOT,
                    "%-9s %6.1f GFLOP/s, %3.0f %% of the plain product's %.1f%n",
                    family.name().toLowerCase(Locale.ROOT),
                    speed.forward(),
                    PERCENT * speed.share(),
                    speed.product());
            out.flush();
        }
        return ExitCode.OK;
    }

    private int elsewhere() throws IOException, InterruptedException {
        List<String> words =
                new ArrayList<>(spec.root().commandLine().getParseResult().originalArgs());
        words.add("--here");
        int code = new MeasuringProcess(threads, false).run(words);
        if (code > ExitCode.USAGE) {
            throw new StepException("the measuring process ended with " + code);
        }
        return code;
    }
}
