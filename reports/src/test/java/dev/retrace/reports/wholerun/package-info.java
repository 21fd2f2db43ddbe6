/**
 * Whole runs from a workflow to its report, in processes of their own, on a small world that the
 * tests make: a Mamba with random weights, a byte-level tokenizer, and made-up facts of which the
 * model "knows" those whose object happens to begin as it predicts.
 */
@NullMarked
package dev.retrace.reports.wholerun;

import org.jspecify.annotations.NullMarked;
