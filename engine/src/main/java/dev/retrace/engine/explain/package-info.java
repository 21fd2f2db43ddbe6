/**
 * Plans told to people and programs: what is served and where it came from, what must run and why,
 * what waits for what.
 *
 * <p>Ten thousand cells are not ten thousand lines: cells of one step with the same reason are told
 * once, with their number and examples. {@link dev.retrace.engine.plan.Explanation} finds the
 * reasons; here they are put into words. Read {@code PlanLines}, {@code Origin}, {@code InputChain},
 * {@code PlanJson}.
 */
@NullMarked
package dev.retrace.engine.explain;

import org.jspecify.annotations.NullMarked;
