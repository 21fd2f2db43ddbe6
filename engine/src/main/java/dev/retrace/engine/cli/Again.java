package dev.retrace.engine.cli;

import dev.retrace.engine.cli.run.ResultText;
import dev.retrace.engine.cli.run.RunWords;
import dev.retrace.engine.cli.store.StoreOption;
import dev.retrace.engine.progress.ServedRun;
import dev.retrace.engine.repeat.Command;
import dev.retrace.engine.repeat.Repetition;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The shortest way through {@code run}: where nothing has changed since the same command was given, it
 * is said again, before a command line is even read.
 */
final class Again {

    private static final double NANOS = 1e9;

    private Again() {}

    /** Runs the command that way; nothing if it must be run in the ordinary way, and nothing was done then. */
    static OptionalInt run(String... arguments) {
        long began = System.nanoTime();
        List<String> words = List.of(arguments);
        Optional<Repetition> run = RunWords.of(words).flatMap(known -> repetition(words, known));
        run.ifPresent(done -> tell(done, (System.nanoTime() - began) / NANOS));
        return run.isPresent() ? OptionalInt.of(ExitCode.DONE) : OptionalInt.empty();
    }

    private static Optional<Repetition> repetition(List<String> words, RunWords known) {
        try {
            Path store = StoreOption.of(known.store()).folderFor(known.workflow());
            return Repetition.of(Command.here(words, known.workflow()), store);
        } catch (IOException | RuntimeException unusual) {
            return Optional.empty(); // such as a store's name that can be none; the ordinary way says so
        }
    }

    private static void tell(Repetition run, double seconds) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        run.announced().forEach(err::println);
        Terminal.tell(new ServedRun(run.result().folder().getFileName().toString(), run.cells()));
        new ResultText(run.result(), seconds).print(err);
        run.result().reports().forEach(report -> out.println(ResultText.shown(report)));
    }
}
