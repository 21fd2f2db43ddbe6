package dev.retrace.engine.cli;

import dev.retrace.engine.cli.bench.BenchCommand;
import dev.retrace.engine.cli.store.ExportCommand;
import dev.retrace.engine.cli.store.GcCommand;
import dev.retrace.engine.cli.store.ImportCommand;
import dev.retrace.engine.cli.store.VerifyCommand;
import dev.retrace.engine.command.CommandSource;
import dev.retrace.engine.provenance.EngineVersion;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
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
        version = "retrace " + EngineVersion.TEXT,
        description = "Re-runs interpretability papers: a workflow of cached steps becomes a report.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes: 0 done, 1 failed, 2 usage, 3 invalid workflow, 4 a check failed,",
            "5 part of a sweep failed, 6 model or data missing while offline,",
            "130/143 interrupted (run again to go on)."
        })
public final class Main implements Runnable {

    /** In the order of the help; each is called as its class, without {@code Command}. */
    private static final List<Class<?>> COMMANDS = List.of(
            RunCommand.class,
            ExplainCommand.class,
            RunsCommand.class,
            ShowCommand.class,
            AuditCommand.class,
            ReindexCommand.class,
            VerifyCommand.class,
            GcCommand.class,
            ExportCommand.class,
            ImportCommand.class,
            SchemaCommand.class,
            DoctorCommand.class,
            BenchCommand.class,
            WorkerEntry.class);

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        int code = Again.run(arguments).orElseGet(() -> commandLine(arguments).execute(arguments));
        System.out.flush();
        System.err.flush();
        System.exit(code); // an idle worker's threads must not keep the command alive
    }

    /**
     * The command line for these arguments. Where they call a command, it knows only that one: to
     * describe all of them would take longer than most of them run.
     */
    static CommandLine commandLine(String... arguments) {
        CommandLine commandLine = new CommandLine(new Main());
        addCommands(commandLine, arguments.length > 0 ? arguments[0] : "");
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setExecutionExceptionHandler(new Failures());
        commandLine.setParameterExceptionHandler(new UsageMistakes());
        commandLine.setUsageHelpAutoWidth(true);
        commandLine.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        commandLine.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        return commandLine;
    }

    private static void addCommands(CommandLine commandLine, String called) {
        List<Class<?>> own = COMMANDS.stream()
                .filter(command -> word(command).equals(called))
                .toList();
        if (!own.isEmpty()) {
            own.forEach(commandLine::addSubcommand);
            addBenchmarks(commandLine);
            return;
        }
        List<Object> others = ServiceLoader.load(CommandSource.class).stream()
                .flatMap(source -> source.get().commands().stream())
                .toList();
        List<Object> named =
                others.stream().filter(command -> name(command).equals(called)).toList();
        if (named.isEmpty()) {
            COMMANDS.forEach(commandLine::addSubcommand);
            others.forEach(commandLine::addSubcommand);
            addBenchmarks(commandLine);
            commandLine.addSubcommand("completion", new GenerateCompletion());
        } else {
            named.forEach(commandLine::addSubcommand);
        }
    }

    private static void addBenchmarks(CommandLine commandLine) {
        CommandLine bench = commandLine.getSubcommands().get("bench");
        if (bench != null) {
            ServiceLoader.load(CommandSource.class)
                    .forEach(source -> source.benchmarks().forEach(bench::addSubcommand));
        }
    }

    private static String name(Object command) {
        Command described = command.getClass().getAnnotation(Command.class);
        return described == null ? "" : described.name();
    }

    private static String word(Class<?> command) {
        return command.getSimpleName().replaceAll("Command$|Entry$", "").toLowerCase(Locale.ROOT);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "a command is missing; try: retrace run workflows/paper.yaml");
    }
}
