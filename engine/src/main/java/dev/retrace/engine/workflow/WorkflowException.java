package dev.retrace.engine.workflow;

import java.util.List;
import java.util.stream.Collectors;

/** All mistakes of a workflow file at once, told so that its author can mend them. */
public final class WorkflowException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    /** @param more how many were found beyond those told */
    WorkflowException(List<Problem> problems, int more) {
        super(told(problems, more));
        this.problems = List.copyOf(problems);
    }

    /** The mistakes, from the top of the file down; those of the command line first. */
    public List<Problem> problems() {
        return problems;
    }

    private static String told(List<Problem> problems, int more) {
        String all = problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
        return more == 0 ? all : all + "\n… and " + more + " more";
    }
}
