/**
 * Charts as SVG files for papers, drawn without a browser: the same option that a page gives to
 * Apache ECharts, given to ECharts in GraalJS, in a second Java.
 *
 * <p>A Java of its own, because a script engine is large (half a gigabyte while it draws) and slow to
 * start (seconds), and because what draws can then be ended from outside: an option comes from a
 * figure's document, which may be a stranger's. The script has access to nothing: no files, no network,
 * no Java, no threads. The other Java ends with this one, whichever way this one ends.
 *
 * <p>The same option gives the same bytes, on any machine: each chart has a realm of its own (ECharts
 * numbers what it makes from the beginning of a realm), words are measured by a table of widths and not
 * by the fonts of the machine, and nothing is drawn by chance. What ECharts gives is then reduced to the
 * SVG that every program reads, see {@link dev.retrace.reports.vector.PlainSvg}.
 *
 * <p>Read {@link dev.retrace.reports.vector.VectorFigures}, {@link dev.retrace.reports.vector.Sketch};
 * in the other Java {@link dev.retrace.reports.vector.VectorWorker} and {@link
 * dev.retrace.reports.vector.ScriptedCharts}. Sources: the ECharts handbook on server-side rendering,
 * echarts.apache.org/handbook/en/how-to/cross-platform/server; GraalVM's guide to polyglot sandboxing,
 * graalvm.org/latest/security-guide/sandboxing.
 */
@NullMarked
package dev.retrace.reports.vector;

import org.jspecify.annotations.NullMarked;
