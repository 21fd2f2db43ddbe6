/**
 * Small steps that stand for a data set, numeric work in a worker, and a report, and one that goes wrong;
 * a fetcher and a command as other modules register them.
 */
@NullMarked
package dev.retrace.engine.toy;

import org.jspecify.annotations.NullMarked;
