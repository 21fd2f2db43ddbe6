package dev.retrace.engine.cli.store;

import dev.retrace.cache.Store;
import dev.retrace.cache.bundle.BundleSummary;
import dev.retrace.cache.bundle.BundleWriter;
import dev.retrace.engine.yaml.Quantities;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a run with all that it rests on into one file. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a run, its report and all that they rest on into one tar: records, artifacts, pages.",
            "Not in it: models and data that lie outside the store, and logs. The same run gives the same bytes."
        })
public final class ExportCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "RUN", description = "A run's id, its folder, or its report.")
    private String wanted = "";

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "The tar to write.")
    private Path file = Path.of("run.tar");

    @Mixin
    private StoreOption storeOption = new StoreOption();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Path path = Path.of(wanted);
        boolean exists = Files.exists(path);
        Store store = exists ? storeOption.openForReadingAround(path) : storeOption.openForReading();
        String run = exists ? runOf(store, path) : wanted;
        if (!store.runs().ids().contains(run)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "'%s' is no run of %s, nor a file of one; `retrace runs` lists them"
                            .formatted(wanted, store.root()));
        }
        BundleSummary summary = new BundleWriter(store).write(run, file.toAbsolutePath());
        tell(summary);
        spec.commandLine().getOut().println(file);
        return ExitCode.OK;
    }

    private static String runOf(Store store, Path path) throws IOException {
        Path runs = store.root().toRealPath().resolve("runs");
        Path real = path.toRealPath();
        return real.startsWith(runs) && !real.equals(runs)
                ? runs.relativize(real).getName(0).toString()
                : "";
    }

    private void tell(BundleSummary summary) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("run %s: %d records, %d artifacts, %s"
                .formatted(summary.run(), summary.records(), summary.blobs(), Quantities.shownMemory(summary.bytes())));
        if (!summary.elsewhere().isEmpty()) {
            err.println(summary.elsewhere().size()
                    + " files outside the store, such as weights, are named by their digest and not in it");
        }
        List<String> left = summary.leftOut();
        if (!left.isEmpty()) {
            err.println("left out: " + String.join(", ", left));
        }
    }
}
