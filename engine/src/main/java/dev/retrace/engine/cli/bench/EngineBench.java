package dev.retrace.engine.cli.bench;

import dev.retrace.cache.disk.Scratch;
import dev.retrace.engine.step.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures sweeps of trivial cells beside make and Snakemake. */
@Command(
        name = "engine",
        mixinStandardHelpOptions = true,
        description = "Measures sweeps of trivial cells beside make and Snakemake, on one file system.")
final class EngineBench implements Callable<Integer> {

    @Option(
            names = "--cells",
            split = ",",
            paramLabel = "N",
            defaultValue = "1000,10000",
            description = "Sizes of the sweep (default: ${DEFAULT-VALUE}).")
    private List<Integer> cells = List.of();

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "3",
            description = "Measurements of each operation (default: ${DEFAULT-VALUE}).")
    private int repeat = 3;

    @Option(
            names = "--most-cold",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Cells of Snakemake's cold runs, at most; they are done once (default: ${DEFAULT-VALUE}).")
    private int mostCold = 1000;

    @Option(names = "--folder", paramLabel = "DIR", description = "Where to work (default: the system's for such).")
    private @Nullable Path folder;

    @Option(names = "--json", paramLabel = "FILE", description = "Write all measurements there too.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (repeat < 1 || cells.stream().anyMatch(size -> size < 1)) {
            throw new ParameterException(spec.commandLine(), "--cells and --repeat take numbers of at least 1");
        }
        Path work = folder == null
                ? Files.createTempDirectory("retrace-bench")
                : Files.createTempDirectory(Files.createDirectories(folder).toAbsolutePath(), "retrace-bench");
        try {
            measure(work);
        } finally {
            Scratch.deleteTree(work);
        }
        return ExitCode.OK;
    }

    private void measure(Path work) throws IOException, InterruptedException {
        Map<String, String> machine = Machine.describe();
        PrintWriter out = spec.commandLine().getOut();
        out.println("%s, %s cores, %s, %s on %s"
                .formatted(
                        machine.get("processor"),
                        machine.get("cores"),
                        machine.get("os"),
                        machine.get("java"),
                        Files.getFileStore(work).type()));
        List<Series> all = new ArrayList<>();
        for (Contender contender : List.of(new RetraceItself(), new Make(), new Snakemake(mostCold))) {
            Optional<String> missing = contender.missing();
            if (missing.isPresent()) {
                out.println(contender.name() + " is " + missing.get());
                continue;
            }
            for (int size : cells) {
                all.addAll(measure(contender, Files.createDirectory(work.resolve(contender.name() + size)), size));
            }
        }
        BenchTable table = new BenchTable(all);
        out.print(table.text());
        out.flush();
        if (json != null) {
            Files.writeString(json, table.json());
        }
    }

    private List<Series> measure(Contender contender, Path place, int size) throws IOException, InterruptedException {
        List<Series> all = new ArrayList<>();
        for (Operation operation : contender.operations(size)) {
            boolean slow = operation == Operation.COLD && contender instanceof Snakemake;
            List<Measured> times = new ArrayList<>();
            for (int i = 0; i < (slow ? 1 : repeat); i++) {
                spec.commandLine()
                        .getErr()
                        .println("%s, %d cells, %s: %d of %d"
                                .formatted(contender.name(), size, operation, i + 1, slow ? 1 : repeat));
                contender.prepare(operation, place, size);
                times.add(Stopwatch.run(place, contender.command(operation, size)));
            }
            all.add(new Series(contender.name(), operation, size, times));
        }
        return all;
    }
}
