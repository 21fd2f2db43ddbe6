package dev.retrace.engine.cli.store;

import dev.retrace.cache.Store;
import dev.retrace.cache.bundle.BundleReader;
import dev.retrace.cache.bundle.BundleSummary;
import dev.retrace.engine.yaml.Quantities;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads what {@code export} wrote. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Reads what export wrote into a store: all of it or, if anything is wrong with it, nothing.",
            "What the store has already stays as it is. Records are believed; audit computes them again."
        })
public final class ImportCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "FILE", description = "The tar.")
    private Path file = Path.of("run.tar");

    @Mixin
    private StoreOption storeOption = new StoreOption();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new ParameterException(spec.commandLine(), "there is no file " + file);
        }
        Store store = storeOption.open();
        store.recover();
        BundleSummary summary = new BundleReader(store).read(file);
        spec.commandLine()
                .getErr()
                .println("run %s: %d records, %d artifacts, %s, all verified"
                        .formatted(
                                summary.run(),
                                summary.records(),
                                summary.blobs(),
                                Quantities.shownMemory(summary.bytes())));
        spec.commandLine().getOut().println(store.runs().folder(summary.run()));
        return ExitCode.OK;
    }
}
