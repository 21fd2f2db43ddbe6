/**
 * Two runs beside each other: {@code retrace diff}.
 *
 * <p>A figure of one run is matched with that of the other by its step and coordinates, else by the number of
 * the published figure. What is compared is not the drawn averages but the values behind them, one a unit and
 * place ({@link dev.retrace.reports.figure.Observed}), read again from the table that the figure was drawn from:
 * so each fact is compared with itself where both runs have it, and a difference has an interval, a corrected
 * p-value and a test of equivalence ({@code statistics}). Layers of models of different depths are brought
 * together by relative depth ({@link dev.retrace.reports.diff.Depths}).
 *
 * <p>What is not drawn is compared too: params of the workflow and of steps, models and data by their digests,
 * versions of steps, environments ({@link dev.retrace.reports.diff.Surroundings}).
 *
 * <p>Read {@link dev.retrace.reports.diff.DiffCommand}, {@link dev.retrace.reports.diff.RunComparison}, {@link
 * dev.retrace.reports.diff.FigureComparison}, {@link dev.retrace.reports.diff.DiffPage}.
 */
@NullMarked
package dev.retrace.reports.diff;

import org.jspecify.annotations.NullMarked;
