package dev.retrace.engine.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Earlier runs, as commands of other modules see them; found as a service, so that these see no store. */
public interface PastRuns {

    /** The engine's own. */
    static PastRuns installed() {
        return ServiceLoader.load(PastRuns.class).findFirst().orElseThrow();
    }

    /**
     * An earlier run by its id or the only beginning of one, as {@code last}, {@code last~1} and so on, by
     * its folder, or by a report in it or a copy of one.
     *
     * @param store null: that of the run's folder, else the one that commands without a workflow take
     * @throws dev.retrace.engine.step.StepException if there is none; says which there are
     */
    PastRun find(String name, @Nullable Path store) throws IOException;

    /**
     * The command {@code retrace} in this process; its messages go to {@code err}.
     *
     * @param arguments of the command line, the command first
     * @return its exit code
     */
    int retrace(PrintWriter out, PrintWriter err, String... arguments);
}
