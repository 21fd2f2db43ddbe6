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
 * <p>A figure of two axes is made of panels on one scale: ours and, if wanted, what was published, or one
 * for each value of a column. Both are {@link dev.retrace.reports.figure.Aggregate}s, so whatever draws
 * the one draws the other; {@link dev.retrace.reports.figure.Comparing} says how far they agree.
 *
 * <p>Read {@link dev.retrace.reports.figure.PlotStep}, {@link dev.retrace.reports.figure.FigureData}, {@link
 * dev.retrace.reports.figure.Aggregation}, {@link dev.retrace.reports.figure.HeatMap}, {@link
 * dev.retrace.reports.figure.SeriesFigure}.
 */
@NullMarked
package dev.retrace.reports.figure;

import org.jspecify.annotations.NullMarked;
