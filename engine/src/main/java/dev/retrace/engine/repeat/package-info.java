/**
 * Runs that only repeat what an earlier run said: of a command that means the same as one before, while
 * every file lies as it did when that one ended, it is known without a plan that all its cells would be
 * served. So an up-to-date sweep of a thousand cells costs little more than the start of Java.
 *
 * <p>When a run ends with all its cells there, {@link dev.retrace.engine.repeat.Remembering} writes down
 * what it rests on, and what the next one would say and leave; {@link
 * dev.retrace.engine.repeat.Repetition} asks that before a command line is even read. Only stamps are
 * compared (device, inode, size, times of change): the rule by which digests of large files are
 * remembered, and as there a file is trusted only if a later change must show. Sources, the store's
 * records and artifacts, and Retrace's own jars are such files; the words of the command, the folder, the
 * environment, the Java and the text of the workflow are in the name under which it is remembered.
 *
 * <p>A repetition leaves what any served run leaves: a folder of its own with {@code run.json}, which
 * keeps its records from a collection, the reports, copied from the store with their digests checked,
 * {@code run.html} and the crate, filled in from forms. Only what a run writes while it is at work is
 * not there: no other process could have seen it. It begins and ends at one instant.
 *
 * <p>In doubt nothing is remembered, and what is remembered is not believed; then the ordinary way is
 * taken without a word. In doubt are: forced and dry runs, live pages, results for programs; sources
 * that are addresses; workers on a GPU, or a GPU that {@code auto} might take; a PyTorch of the user's
 * own; network file systems; classes that are not in jars; a lease in the store, or what the dead have
 * left there. What a collection, {@code verify}, {@code import} or another run changes in the store shows
 * in the stamps.
 *
 * <p>The idea is git's index: Racy Git (Documentation/technical/racy-git) says when a stamp proves
 * something.
 *
 * <p>Read {@code Command}, {@code Foundation}, {@code Groundwork}, {@code Form}, {@code Rehearsal}, {@code
 * Remembering}, {@code Repetition}.
 */
@NullMarked
package dev.retrace.engine.repeat;

import org.jspecify.annotations.NullMarked;
