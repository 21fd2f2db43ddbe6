/**
 * The seam between the engine and the kinds of work that it can run: the only package that other
 * modules implement or see, with {@link dev.retrace.engine.table}.
 *
 * <p>A {@link dev.retrace.engine.step.Step} says what it is in a {@link
 * dev.retrace.engine.step.StepDescriptor} (name, version, parameters, inputs, outputs) and does its
 * work in {@code run}. Its parameters are a record whose components carry {@link
 * dev.retrace.engine.step.Param}; the workflow reader, the key document, the JSON Schema and the
 * worker protocol are all made from that record, so there is one place to add a parameter.
 *
 * <p>Read {@code Step}, {@code StepDescriptor}, {@code Inputs}, {@code Outputs}, {@code Lane}.
 */
@NullMarked
package dev.retrace.engine.step;

import org.jspecify.annotations.NullMarked;
