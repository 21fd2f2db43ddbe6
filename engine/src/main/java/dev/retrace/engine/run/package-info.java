/**
 * Runs: lanes compute cells, the action cache remembers them, and the run's own folder keeps what
 * belongs to the run alone.
 *
 * <p>One thread, the {@link dev.retrace.engine.run.Executor}'s, owns all bookkeeping and talks to
 * lanes by events. A lane runs one cell at a time: inside the engine for steps without torch, in a
 * worker process for those with. Whoever computes a cell publishes it, so a kill at any instant
 * loses at most the cells that were running.
 *
 * <p>Read {@code Executor}, {@code CellRunner}, {@code WorkerLane}, {@code WorkerLoop}.
 */
@NullMarked
package dev.retrace.engine.run;

import org.jspecify.annotations.NullMarked;
