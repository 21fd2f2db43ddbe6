/**
 * When which cell may start: the decisions of a run, without its threads, files and clocks.
 *
 * <p>A cell asks for a {@link dev.retrace.engine.schedule.Need}: a lane of a kind, cores and memory.
 * The {@link dev.retrace.engine.schedule.CellQueue} gives the oldest cell that fits into what the
 * {@link dev.retrace.engine.schedule.Budget} has left, so that one that waits for memory or for a busy
 * device holds nobody up; one that has been passed over for long is let through by starting nothing
 * more that takes what it lacks. {@link dev.retrace.engine.schedule.RetryPolicy} says what a failure
 * means for its cell, {@link dev.retrace.engine.schedule.Brakes} what failures and interruptions mean
 * for the run.
 *
 * <p>Time is passed in as nanoseconds of any clock that only goes forward. Nothing here is for several
 * threads. Source of the retry causes: the error strategies of workflow engines, which decide by exit
 * code; here the lane knows the cause. Read {@code Need}, {@code Budget}, {@code CellQueue}, {@code
 * RetryPolicy}, {@code Brakes}.
 */
@NullMarked
package dev.retrace.engine.schedule;

import org.jspecify.annotations.NullMarked;
