package dev.retrace.steps.catalog;

import dev.retrace.engine.command.CommandSource;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** A command of this module as the command line finds and runs it, and what it said. */
final class TestCommand {

    private final String name;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    TestCommand(String name) {
        this.name = name;
    }

    /** Runs it; the answer is the exit code, 1 for any exception, whose message is then what was said. */
    int run(String... arguments) {
        Object command = ServiceLoader.load(CommandSource.class).stream()
                .flatMap(source -> source.get().commands().stream())
                .filter(each ->
                        each.getClass().getAnnotation(Command.class).name().equals(name))
                .findFirst()
                .orElseThrow();
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return new CommandLine(command)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((thrown, line, parsed) -> {
                    line.getErr().println(thrown.getClass().getSimpleName() + ": " + thrown.getMessage());
                    return 1;
                })
                .execute(arguments);
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }
}
