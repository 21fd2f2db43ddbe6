/** The option {@code --live} of {@code run}: a page in the browser that follows the run. */
@NullMarked
package dev.retrace.engine.cli.live;

import org.jspecify.annotations.NullMarked;
