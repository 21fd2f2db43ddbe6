package dev.retrace.engine.cli.run;

import dev.retrace.engine.schedule.FailurePolicy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the command line says about failures. */
public final class FailureOptions {

    private static final class Manner {

        @Option(names = "--keep-going", description = "After a failure go on with what does not need it.")
        private boolean keepGoing;

        @Option(
                names = "--fail-fast",
                description = "At a failure abandon what runs (default: finish that, and start nothing new).")
        private boolean failFast;
    }

    @ArgGroup(exclusive = true)
    private @Nullable Manner manner;

    @Option(
            names = "--max-failures",
            paramLabel = "N",
            description = "Go on until N cells have failed (default: 1; without end under --keep-going).")
    private @Nullable Integer most;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** What a run shall do. */
    public FailurePolicy policy() {
        boolean keepsGoing = manner != null && manner.keepGoing;
        if (most != null && most < 1) {
            throw new ParameterException(spec.commandLine(), "--max-failures takes at least 1, not " + most);
        }
        int failures = most != null ? most : keepsGoing ? Integer.MAX_VALUE : 1;
        return new FailurePolicy(failures, manner != null && manner.failFast);
    }

    /** Whether so many failures have only taken a part away, and the run did all that it could. */
    public boolean arePart(int failures) {
        return policy().most() > Math.max(1, failures);
    }
}
