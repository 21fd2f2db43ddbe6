/**
 * The command line: one class per verb. Results go to standard output, progress and messages to
 * standard error; exit codes are those of {@link dev.retrace.engine.cli.ExitCode}.
 */
@NullMarked
package dev.retrace.engine.cli;

import org.jspecify.annotations.NullMarked;
