/**
 * Runs: what of a workflow is computed when, and the diary of it in the run's own folder.
 *
 * <p>One thread, the {@link dev.retrace.engine.run.Executor}'s, owns all bookkeeping: the graph of
 * cells, the queue with its leases, the journal. Lanes tell it how cells ended; a kill at any instant
 * loses at most the cells that were running.
 *
 * <p>Read {@code WorkflowRun}, {@code Executor}, {@code CellQueue}, {@code RunJournal}.
 */
@NullMarked
package dev.retrace.engine.run;

import org.jspecify.annotations.NullMarked;
