/**
 * Tables made of tables: how many observations each step of a workflow kept, so that a report can say what
 * was left out on the way (as Sen Sharma et al., arXiv 2404.03646, do per relation), and tables below each
 * other, so that one figure can show several sweeps.
 *
 * <p>Read {@link dev.retrace.reports.table.CountStep}, {@link dev.retrace.reports.table.StackStep}. Knows no
 * other package of this module.
 */
@NullMarked
package dev.retrace.reports.table;

import org.jspecify.annotations.NullMarked;
