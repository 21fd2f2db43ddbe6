package dev.retrace.engine.cli;

import dev.retrace.engine.command.CommandSource;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Where {@code retrace} starts. */
@Command(
        name = "retrace",
        mixinStandardHelpOptions = true,
        version = "retrace 0.1.0",
        description = "Re-runs interpretability papers: a workflow of cached steps becomes a report.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunCommand.class,
            ExplainCommand.class,
            RunsCommand.class,
            ShowCommand.class,
            ReindexCommand.class,
            SchemaCommand.class,
            DoctorCommand.class,
            WorkerEntry.class
        },
        footer = {
            "",
            "Exit codes: 0 done, 1 failed, 2 usage, 3 invalid workflow, 4 a check failed,",
            "5 part of a sweep failed, 6 model or data missing while offline,",
            "130/143 interrupted (run again to go on)."
        })
public final class Main implements Runnable {

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        int code = commandLine().execute(arguments);
        System.out.flush();
        System.err.flush();
        System.exit(code); // an idle worker's threads must not keep the command alive
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main());
        GenerateCompletion completion = new GenerateCompletion();
        commandLine.addSubcommand("completion", completion);
        ServiceLoader.load(CommandSource.class)
                .forEach(source -> source.commands().forEach(commandLine::addSubcommand));
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setExecutionExceptionHandler(new Failures());
        commandLine.setParameterExceptionHandler(new UsageMistakes());
        commandLine.setUsageHelpAutoWidth(true);
        commandLine.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        commandLine.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        return commandLine;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "a command is missing; try: retrace run workflows/paper.yaml");
    }
}
