/**
 * From a workflow to cells and their keys: what is known, what must run, and why.
 *
 * <p>A {@link dev.retrace.engine.plan.CellGraph} is the one bookkeeping of a plan and of a run. A
 * cell is decided once its inputs are known; its key then follows from {@link
 * dev.retrace.engine.plan.KeyDocument}, and the action cache says whether it is served. Keys see
 * the content of inputs, never the keys of what made them, so that a step that ran again and gave
 * the same bytes leaves everything below it served (early cut-off; Mokhov, Mitchell, Peyton Jones,
 * "Build systems à la carte").
 *
 * <p>Read {@code Cell}, {@code KeyDocument}, {@code CellGraph}, {@code Explanation}.
 */
@NullMarked
package dev.retrace.engine.plan;

import org.jspecify.annotations.NullMarked;
