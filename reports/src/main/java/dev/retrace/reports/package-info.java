/**
 * Tables in, figures and pages out; sees no tensor.
 *
 * <p>Reading order: {@code figure} aggregates a table and draws it as a document with an Apache
 * ECharts option ({@code chart}), beside published values ({@code published}) if there are any, with which
 * it is compared ({@code agreement}); {@code table} makes tables of tables; {@code page} makes one HTML page of such documents, and another of
 * a run's record; {@code diff} compares two runs by their tables ({@code statistics}); {@code text} is how values are written in all of them.
 */
@NullMarked
package dev.retrace.reports;

import org.jspecify.annotations.NullMarked;
