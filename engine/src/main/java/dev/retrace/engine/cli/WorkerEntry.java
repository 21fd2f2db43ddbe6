package dev.retrace.engine.cli;

import dev.retrace.cache.Store;
import dev.retrace.engine.cli.run.Signals;
import dev.retrace.engine.lane.WorkerLoop;
import dev.retrace.engine.step.LaneDescription;
import dev.retrace.engine.step.LanePlace;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ServiceLoader;
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

    @Option(names = "--device", defaultValue = "cpu", description = "cpu or cuda:0.")
    private String device = "cpu";

    @Option(names = "--precision", defaultValue = "float32", description = "float32, tf32 or float16.")
    private String precision = "float32";

    @Option(names = "--about", defaultValue = "", description = "The device's model, for the records.")
    private String about = "";

    @Option(names = "--device-memory", description = "Bytes that it may take of its GPU (default: all).")
    private long memory = LanePlace.UNLIMITED;

    @Option(names = "--check", hidden = true, description = "Only load torch on the device and say what it is.")
    private boolean check;

    @Override
    public Integer call() throws Exception {
        if (check) {
            return check(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
        }
        // Ctrl-C reaches all processes of a terminal, but what runs may finish; the engine ends its workers.
        Signals.ignore(Signals.TO_END);
        // Only messages may go to the real standard output; whatever else prints goes to the log.
        PrintStream messages = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        System.setOut(System.err);
        new WorkerLoop(Store.open(store), new LanePlace(device, precision, about, memory), messages).serve(System.in);
        return ExitCode.DONE;
    }

    /** What natives print goes to standard error, so that standard output has facts alone. */
    private Integer check(PrintStream facts) {
        System.setOut(System.err);
        try {
            for (LaneDescription lane : ServiceLoader.load(LaneDescription.class)) {
                lane.describe(device).forEach((name, value) -> facts.println(name + " " + value));
            }
            return ExitCode.DONE;
        } catch (RuntimeException | LinkageError missing) {
            System.err.println(missing.getMessage() == null ? missing.toString() : missing.getMessage());
            return ExitCode.FAILED;
        }
    }
}
