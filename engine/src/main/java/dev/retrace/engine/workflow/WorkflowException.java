package dev.retrace.engine.workflow;

import dev.retrace.engine.yaml.Problem;
import dev.retrace.engine.yaml.ProblemsException;
import java.util.List;

/** All mistakes of a workflow file at once, told so that its author can mend them. */
public final class WorkflowException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    WorkflowException(ProblemsException found) {
        super(found.getMessage(), found);
        this.problems = found.problems();
    }

    /** The mistakes, from the top of the file down; those of the command line first. */
    public List<Problem> problems() {
        return problems;
    }
}
