package dev.retrace.engine.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** The command line in this process, on a store of the test's own. */
final class InProcess {

    /** How a command ended. */
    record Ended(int code, String out, String err) {}

    private final Path store;

    InProcess(Path store) {
        this.store = store;
    }

    Ended retrace(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command =
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        List<String> words = new ArrayList<>(List.of(arguments));
        words.addAll(List.of("--store", store.toString()));
        return new Ended(command.execute(words.toArray(String[]::new)), out.toString(), err.toString());
    }
}
