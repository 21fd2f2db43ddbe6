/**
 * What the verb {@code run} needs beside the command itself: its options in groups, of which those of
 * devices serve other verbs too, how a result is told, and the signals that end it.
 *
 * <p>Read {@link dev.retrace.engine.cli.run.DeviceOptions}, {@link
 * dev.retrace.engine.cli.run.FailureOptions}, {@link dev.retrace.engine.cli.run.CapacityOptions}, {@link
 * dev.retrace.engine.cli.run.ResultText}, {@link dev.retrace.engine.cli.run.RunWords}, {@link dev.retrace.engine.cli.run.Signals}.
 */
@NullMarked
package dev.retrace.engine.cli.run;

import org.jspecify.annotations.NullMarked;
