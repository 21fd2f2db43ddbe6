/**
 * Measures the engine beside the tools that people would use instead: {@code retrace bench engine}.
 *
 * <p>A command and no test, for its numbers mean something on a quiet machine only. Every measurement
 * is a process of its own, so that the start of a JVM is in it; all work on one file system. What is
 * compared: a sweep of cells that copy five bytes, run for the first time, again, with one result
 * missing. Retrace keys by content, stores, forces to disk and writes two pages meanwhile; make and
 * Snakemake look at file times.
 *
 * <p>Read {@code EngineBench}, then {@code Contender} and those that implement it.
 */
@NullMarked
package dev.retrace.engine.cli.bench;

import org.jspecify.annotations.NullMarked;
