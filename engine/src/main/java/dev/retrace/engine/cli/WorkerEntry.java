package dev.retrace.engine.cli;

import dev.retrace.cache.Store;
import dev.retrace.engine.cli.run.Signals;
import dev.retrace.engine.lane.WorkerLoop;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Computes cells that it reads as step documents from standard input; started by a run. */
@Command(
        name = "worker",
        mixinStandardHelpOptions = true,
        description = "Computes step documents from standard input, one a line; started by a run.")
final class WorkerEntry implements Callable<Integer> {

    @Option(names = "--store", required = true, paramLabel = "DIR", description = "The store to publish to.")
    private Path store = Path.of("");

    @Option(names = "--device", defaultValue = "cpu", description = "cpu.")
    private String device = "cpu";

    @Option(names = "--precision", defaultValue = "float32", description = "float32, tf32 or float16.")
    private String precision = "float32";

    @Override
    public Integer call() throws Exception {
        // Ctrl-C reaches all processes of a terminal, but what runs may finish; the engine ends its workers.
        Signals.ignore(Signals.TO_END);
        // Only messages may go to the real standard output; whatever else prints goes to the log.
        PrintStream messages = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        System.setOut(System.err);
        new WorkerLoop(Store.open(store), device, precision, messages).serve(System.in);
        return ExitCode.DONE;
    }
}
