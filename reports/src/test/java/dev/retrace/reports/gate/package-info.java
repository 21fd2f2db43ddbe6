/** A step that waits until a test lets it go on. */
@NullMarked
package dev.retrace.reports.gate;

import org.jspecify.annotations.NullMarked;
