package dev.retrace.steps.bench;

import dev.retrace.engine.step.Machine;
import dev.retrace.engine.step.StepException;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.RandomModel;
import dev.retrace.steps.model.Workload;
import dev.retrace.steps.tensor.Precision;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the experiments on a Mamba of random weights, beside plain products of large matrices. */
@Command(
        name = "experiments",
        mixinStandardHelpOptions = true,
        description = {
            "Measures a forward pass, a tracing grid, path blocking, a ROME edit and the Jacobian of a linear relation on"
                    + " Mambas of published shapes with random weights, beside plain products of large matrices.",
            "Seconds are of one grid, edit or matrix; TFLOP/s of the matrix products alone, in the time of all of it."
        })
final class ExperimentsCommand implements Callable<Integer> {

    @Option(
            names = "--device",
            defaultValue = "cpu",
            paramLabel = "DEVICE",
            description = "cpu or cuda:0, cuda:1, … (default: ${DEFAULT-VALUE}).")
    private String device = "cpu";

    @Option(
            names = "--precision",
            split = ",",
            defaultValue = "float32",
            paramLabel = "PRECISION",
            description = "float32, tf32, float16, or several (default: ${DEFAULT-VALUE}).")
    private List<String> precisions = List.of();

    @Option(
            names = "--shape",
            split = ",",
            defaultValue = "130m",
            paramLabel = "SHAPE",
            description = "tiny, 130m, 1.4b, 2.8b, mamba2-130m, mamba2-1.3b, mamba2-2.7b, or several (default:"
                    + " ${DEFAULT-VALUE}).")
    private List<String> shapes = List.of();

    @Option(
            names = "--experiment",
            split = ",",
            defaultValue = "forward,trace,block,edit,jacobian",
            paramLabel = "NAME",
            description = "What is measured (default: all, ${DEFAULT-VALUE}).")
    private List<String> experiments = List.of();

    @Option(
            names = "--facts",
            paramLabel = "N",
            defaultValue = "1",
            description = "Facts that are traced, blocked and edited together (default: ${DEFAULT-VALUE}).")
    private int facts;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "256",
            description = "Prompts of the forward pass (default: ${DEFAULT-VALUE}).")
    private int rows;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            defaultValue = "16",
            description = "Of each of these prompts (default: ${DEFAULT-VALUE}).")
    private int tokens;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Measurements at least (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--threads", paramLabel = "N", description = "On a CPU (default: the cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--check",
            description =
                    "Compare the first fact's tracing grid with whole passes; fails where a probability differs by"
                            + " more than 1e-4 of the largest in float32.")
    private boolean check;

    @Option(names = "--json", paramLabel = "FILE", description = "Write all measurements to this file.")
    private @Nullable Path json;

    @Option(names = "--lines", hidden = true, description = "Measure in this process, and append to this file.")
    private @Nullable Path lines;

    @Spec
    private CommandSpec spec;

    private static final double CLOSE = 1e-4;

    /** As a worker's on a GPU. */
    private static final int THREADS_OF_GPU = 2;

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkArguments();
        if (lines != null) {
            measure(lines);
            return ExitCode.OK;
        }
        Path gathered = Files.createTempFile("retrace-bench", ".jsonl");
        try {
            out().println(MeasurementTable.head(Machine.describe().getOrDefault("processor", "?"), device));
            out().flush();
            for (String precision : precisions) {
                int code = elsewhere(precision, gathered);
                if (code != ExitCode.OK) {
                    throw new StepException("the measuring process ended with " + code);
                }
            }
            List<Measurement> all =
                    Files.readAllLines(gathered).stream().map(Measurement::read).toList();
            if (json != null) {
                Files.writeString(json, MeasurementTable.json(Machine.describe(), all));
            }
            boolean far = all.stream()
                    .anyMatch(
                            each -> each.distance() > CLOSE && each.precision().equals(Precision.FLOAT32.toString()));
            return far ? MeasurementTable.CHECK_FAILED : ExitCode.OK;
        } finally {
            Files.deleteIfExists(gathered);
        }
    }

    private void checkArguments() {
        if (facts < 1 || rows < 1 || tokens < 1 || rounds < 1 || threads < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--facts, --rows, --tokens, --rounds and --threads take at least 1");
        }
        try {
            precisions.forEach(Precision::of);
            shapes.forEach(MambaShape::named);
        } catch (StepException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
        for (String experiment : experiments) {
            if (!Workloads.NAMES.contains(experiment)) {
                throw new ParameterException(
                        spec.commandLine(), "--experiment is one of " + Workloads.NAMES + ", not '" + experiment + "'");
            }
        }
    }

    private int elsewhere(String precision, Path gathered) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("bench", "experiments", "--lines", gathered.toString()));
        words.addAll(List.of("--device", device, "--precision", precision));
        words.addAll(List.of("--shape", String.join(",", shapes), "--experiment", String.join(",", experiments)));
        words.addAll(List.of("--facts", facts + "", "--rows", rows + "", "--tokens", tokens + ""));
        words.addAll(List.of("--rounds", rounds + "", "--threads", threads + ""));
        if (check) {
            words.add("--check");
        }
        int feeding = device.equals("cpu") ? threads : THREADS_OF_GPU;
        return new MeasuringProcess(feeding, precision.equals(Precision.TF32.toString())).run(words);
    }

    private void measure(Path into) throws IOException {
        String precision = precisions.get(0);
        double ceiling = new ProductCeiling(device, Precision.of(precision)).measured();
        ExperimentBench bench = new ExperimentBench(device, precision, rounds, ceiling, check);
        for (String name : shapes) {
            MambaShape shape = MambaShape.named(name);
            try (LanguageModel model = RandomModel.of(shape.config(), device, precision)) {
                Workloads workloads = new Workloads(shape, facts, rows, tokens, device);
                for (String experiment : experiments) {
                    for (Workload workload : workloads.named(experiment)) {
                        if (precision.equals(Precision.FLOAT16.toString())
                                && Workloads.DIFFERENTIATED.contains(experiment)) {
                            out().println(MeasurementTable.refused(shape, workload, precision));
                            continue;
                        }
                        Measurement measured = bench.of(shape, model, workload);
                        out().println(MeasurementTable.line(measured));
                        out().flush();
                        Files.writeString(into, measured.line() + "\n", StandardOpenOption.APPEND);
                    }
                }
            }
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
