/**
 * Whether two means differ, and whether they do not: what a diff of two runs claims of one place of a figure,
 * and of many places at once.
 *
 * <p>{@link dev.retrace.reports.statistics.MeanDifference} tests means with Student's and Welch's t
 * (Apache Commons Statistics), since a figure shows means: a rank test would answer another question and could
 * contradict the interval beside it. Equivalence is shown by two one-sided tests (Schuirmann 1987), so that
 * "unchanged" is a claim with an error rate of its own rather than a test that did not notice anything.
 * {@link dev.retrace.reports.statistics.Holm} keeps the chance of any false alarm within one figure at 5 %.
 *
 * <p>Sources: Student, "The probable error of a mean" (1908); Welch, "The generalization of Student's problem"
 * (1947); Holm, "A simple sequentially rejective multiple test procedure" (1979); Schuirmann, "A comparison of
 * the two one-sided tests procedure and the power approach" (1987); Berger, "Multiparameter hypothesis testing
 * and acceptance sampling" (1982).
 *
 * <p>Read {@link dev.retrace.reports.statistics.MeanDifference}, {@link
 * dev.retrace.reports.statistics.Verdict}, {@link dev.retrace.reports.statistics.Holm}.
 */
@NullMarked
package dev.retrace.reports.statistics;

import org.jspecify.annotations.NullMarked;
