/** Runs: which cells of a workflow were served, computed, failed, and the page that tells it. */
@NullMarked
package dev.retrace.engine.run;

import org.jspecify.annotations.NullMarked;
