package dev.retrace.engine.cli.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures parts of Retrace. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures Retrace, beside other tools and beside what the machine can do.",
        synopsisSubcommandLabel = "WHAT",
        subcommands = EngineBench.class)
public final class BenchCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "what to measure is missing; try: retrace bench engine, retrace bench forward or retrace bench experiments");
    }
}
