/**
 * Lanes: who computes cells. A {@link dev.retrace.engine.lane.LaneThread} takes one cell at a time,
 * inside the engine or in a worker process, and whoever computes the cell publishes it.
 *
 * <p>A worker reads step documents from its standard input, one a line, and answers with messages,
 * one a line; it ends as soon as its input closes. Torch reads its thread counts once per process and
 * some of its faults take the process along, so numeric work never runs inside the engine.
 *
 * <p>What is known of a failure's cause is known here: an exception's kind, a signal, an exit code; see
 * {@code FailureCauses} and {@code WorkerProcess}. What it means for the cell is decided elsewhere.
 *
 * <p>Read {@code LanePlan}, {@code LaneThread}, {@code CellRunner}, {@code WorkerLane}, {@code
 * WorkerLoop}.
 */
@NullMarked
package dev.retrace.engine.lane;

import org.jspecify.annotations.NullMarked;
