/**
 * Apache ECharts options as typed values, as far as our figures use them: a record per component,
 * whose JSON is what {@code setOption} takes. A misspelt option does not compile.
 *
 * <p>Source: the ECharts 6 option reference, echarts.apache.org/en/option.html. Formatters are
 * templates, never functions, so that a document with an option in it stays data.
 *
 * <p>Read {@link dev.retrace.reports.chart.ChartOption}, {@link dev.retrace.reports.chart.Series},
 * {@link dev.retrace.reports.chart.Axis}, {@link dev.retrace.reports.chart.ColorMap}.
 */
@NullMarked
package dev.retrace.reports.chart;

import org.jspecify.annotations.NullMarked;
