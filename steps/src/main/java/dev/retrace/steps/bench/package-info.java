/**
 * Measures the models: {@code retrace bench forward}. A command and no test, for its numbers mean
 * something on a quiet machine only. Replay beside the naive way is measured in {@code src/jmh}.
 *
 * <p>Read {@code ForwardCommand}, then {@code ForwardBench}. Uses the model package.
 */
@NullMarked
package dev.retrace.steps.bench;

import org.jspecify.annotations.NullMarked;
