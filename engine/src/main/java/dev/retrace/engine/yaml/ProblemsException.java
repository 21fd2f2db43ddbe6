package dev.retrace.engine.yaml;

import java.util.List;
import java.util.stream.Collectors;

/** Ends the reading of a text, with all mistakes that were found in it until then. */
public final class ProblemsException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    /** @param more how many were found beyond those told */
    ProblemsException(List<Problem> problems, int more) {
        super(told(problems, more));
        this.problems = List.copyOf(problems);
    }

    /** The mistakes, from the top of the text down; those of the command line first. */
    public List<Problem> problems() {
        return problems;
    }

    private static String told(List<Problem> problems, int more) {
        String all = problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
        return more == 0 ? all : all + "\n… and " + more + " more";
    }
}
