/**
 * Runs: what of a workflow is computed when, and the diary of it in the run's own folder.
 *
 * <p>One thread, the {@link dev.retrace.engine.run.Executor}'s, owns all bookkeeping: the graph of
 * cells, the queue, the journal. It waits for events and for no disk: an {@code Assignment} takes the
 * lease, looks for a record of another run, and computes, all on its lane's thread. What may start
 * when, and what failures mean, is decided in {@link dev.retrace.engine.schedule}. A kill at any
 * instant loses at most the cells that were running.
 *
 * <p>Read {@code WorkflowRun}, {@code Executor}, {@code Assignment}, {@code RunningCells}, {@code
 * ForeignCells}, {@code RunJournal}.
 */
@NullMarked
package dev.retrace.engine.run;

import org.jspecify.annotations.NullMarked;
