/**
 * Pages: the report, a pure function of content, and the page of one run, which tells what happened
 * and when. Both are one file that asks the network for nothing.
 *
 * <p>Everything executable in a page is named by its digest in a Content-Security-Policy ({@link
 * dev.retrace.reports.page.Frame}); data stands in {@code application/json} scripts; words go through
 * jte's context-aware escaping or {@code textContent}. Prompts and tokens are hostile input.
 *
 * <p>A page says once what its figures share: tables are written by {@code table.js} when they are opened, names of
 * marks are packed ({@link dev.retrace.reports.page.Packed}, {@code packed.js}), and {@code theme.js} draws a chart
 * when it comes near the view. {@code view.js} hides series and zooms; what is saved or printed elsewhere is whole.
 *
 * <p>Read {@link dev.retrace.reports.page.ReportStep}, {@link dev.retrace.reports.page.Lineage},
 * {@link dev.retrace.reports.page.ReportView}; then {@link dev.retrace.reports.page.HtmlRunPage}. The
 * templates lie in {@code src/main/jte}.
 */
@NullMarked
package dev.retrace.reports.page;

import org.jspecify.annotations.NullMarked;
