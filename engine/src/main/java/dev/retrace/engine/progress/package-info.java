/**
 * How a run looks while it goes on: a live block on a terminal, plain lines in a log, JSON lines for
 * programs. All of them tell what one {@link dev.retrace.engine.progress.Tally} per step counts.
 */
@NullMarked
package dev.retrace.engine.progress;

import org.jspecify.annotations.NullMarked;
