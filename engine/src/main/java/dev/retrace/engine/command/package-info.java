/**
 * How other modules add commands to the command line: {@link
 * dev.retrace.engine.command.CommandSource}, found as a service, so that the engine does not know them;
 * and what such commands see of earlier runs: {@link dev.retrace.engine.command.PastRuns}, found as a
 * service in the other direction, so that they see no store.
 */
@NullMarked
package dev.retrace.engine.command;

import org.jspecify.annotations.NullMarked;
