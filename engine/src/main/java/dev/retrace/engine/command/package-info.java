/**
 * How other modules add commands to the command line: {@link
 * dev.retrace.engine.command.CommandSource}, found as a service, so that the engine does not know them.
 */
@NullMarked
package dev.retrace.engine.command;

import org.jspecify.annotations.NullMarked;
