package dev.retrace.engine.step;

/**
 * A kind of work that a workflow can name, found with {@link java.util.ServiceLoader}.
 *
 * <p>A step is a pure function of its parameters and the content of its inputs: it reads nothing
 * else, keeps no state between calls, and writes only through {@code outputs}. Its class is named
 * {@code …Step} and holds its parameters as a nested record.
 *
 * @param <P> the record of parameters
 */
public interface Step<P extends Record> {

    /** What the step is called, takes and gives. */
    StepDescriptor<P> descriptor();

    /**
     * Does the work of one cell.
     *
     * @throws StepException if the inputs cannot be worked with: a mistake that the user can mend
     * @throws Exception any other failure; the cell fails and its stack trace goes to the log
     */
    void run(P parameters, Inputs inputs, Outputs outputs, Lane lane) throws Exception;
}
