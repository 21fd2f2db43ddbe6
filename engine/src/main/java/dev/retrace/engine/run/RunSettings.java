package dev.retrace.engine.run;

import dev.retrace.engine.schedule.Capacity;
import dev.retrace.engine.schedule.FailurePolicy;

/**
 * What one run may take and how it deals with failures; changes no result.
 *
 * @param failures when it stops
 * @param capacity what its cells may use together
 */
public record RunSettings(FailurePolicy failures, Capacity capacity) {}
