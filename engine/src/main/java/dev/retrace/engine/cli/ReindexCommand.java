package dev.retrace.engine.cli;

import dev.retrace.cache.Store;
import dev.retrace.cache.index.Index;
import dev.retrace.engine.cli.store.StoreOption;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Makes the index anew from the files. */
@Command(
        name = "reindex",
        mixinStandardHelpOptions = true,
        description = "Makes the index anew from the store's files, which are the truth.")
final class ReindexCommand implements Callable<Integer> {

    @Mixin
    private StoreOption storeOption = new StoreOption();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Store store = storeOption.open();
        long records = Index.rebuild(store);
        spec.commandLine().getOut().println(records + " records indexed in " + store.root());
        return ExitCode.DONE;
    }
}
