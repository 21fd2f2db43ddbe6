/** A step that makes effects up, so that whole runs can be compared without a model. */
@NullMarked
package dev.retrace.reports.toy;

import org.jspecify.annotations.NullMarked;
