/**
 * Two steps that do next to nothing, {@code write} and {@code append}: for workflows that try or
 * measure the engine itself, such as {@code workflows/bench-engine.yaml}.
 */
@NullMarked
package dev.retrace.engine.trial;

import org.jspecify.annotations.NullMarked;
