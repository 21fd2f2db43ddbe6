/** Small steps that stand for a data set, numeric work in a worker, and a report, and one that goes wrong. */
@NullMarked
package dev.retrace.engine.toy;

import org.jspecify.annotations.NullMarked;
