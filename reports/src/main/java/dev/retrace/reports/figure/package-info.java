/**
 * Figures: a table's rows averaged into estimates, and a document that draws them.
 *
 * <p>A {@link dev.retrace.reports.figure.FigureDocument} holds everything that a page shows of a
 * figure, whatever its kind: words, the aggregated table, how many observations it rests on, what was
 * dropped and why, and an ECharts option. A further kind is one class that implements {@link
 * dev.retrace.reports.figure.Drawing} and one constant of {@link dev.retrace.reports.figure.FigureKind}.
 *
 * <p>Aggregation follows Sen Sharma, Atkinson and Bau, "Locating and Editing Factual Associations in
 * Mamba" (arXiv 2404.03646): mean over a fact's rows in a bucket, then unweighted over facts.
 *
 * <p>Read {@link dev.retrace.reports.figure.PlotStep}, {@link
 * dev.retrace.reports.figure.Aggregation}, {@link dev.retrace.reports.figure.HeatMap}, {@link
 * dev.retrace.reports.figure.SeriesFigure}.
 */
@NullMarked
package dev.retrace.reports.figure;

import org.jspecify.annotations.NullMarked;
