/** Three small steps that stand for a data set, numeric work in a worker, and a report. */
@NullMarked
package dev.retrace.engine.toy;

import org.jspecify.annotations.NullMarked;
