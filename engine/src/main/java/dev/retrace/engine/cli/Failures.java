package dev.retrace.engine.cli;

import dev.retrace.cache.CorruptArtifactException;
import dev.retrace.cache.StoreException;
import dev.retrace.cache.bundle.BundleException;
import dev.retrace.engine.step.NotHereException;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.step.UnreachableException;
import dev.retrace.engine.table.TableException;
import dev.retrace.engine.workflow.WorkflowException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns exceptions into messages and exit codes; a stack trace only for what is a defect. */
final class Failures implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception thrown, CommandLine command, ParseResult arguments) {
        PrintWriter err = command.getErr();
        if (thrown instanceof WorkflowException) {
            err.println(thrown.getMessage());
            return ExitCode.INVALID_WORKFLOW;
        } else if (thrown instanceof NotHereException) {
            err.println("retrace: " + thrown.getMessage());
            return ExitCode.NOT_HERE;
        } else if (thrown instanceof StoreException
                || thrown instanceof CorruptArtifactException
                || thrown instanceof BundleException
                || thrown instanceof StepException
                || thrown instanceof UnreachableException
                || thrown instanceof TableException) {
            err.println("retrace: " + thrown.getMessage());
            return ExitCode.FAILED;
        } else if (thrown instanceof IOException || thrown instanceof UncheckedIOException) {
            err.println("retrace: " + said(thrown));
            return ExitCode.FAILED;
        }
        err.println("retrace: an internal error; please report it with the lines below");
        thrown.printStackTrace(err);
        return ExitCode.FAILED;
    }

    // The messages of java.nio's exceptions are bare paths: their class says what is wrong with it.
    private static String said(Exception thrown) {
        Throwable cause = thrown.getCause() instanceof IOException wrapped ? wrapped : thrown;
        return cause.getClass().getSimpleName().replace("Exception", "") + ": " + cause.getMessage();
    }
}
