/**
 * Values of published figures, to be shown beside ours: numbers that we read off the figures, each table
 * with its source.
 *
 * <p>The tables are resources beside this package: {@code index.csv} names each, its paper and figure,
 * the model, how many observations it rests on and how its numbers were had; {@code README.md} says the
 * same in words. Source: Sen Sharma, Atkinson and Bau (arXiv 2404.03646).
 *
 * <p>Read {@link dev.retrace.reports.published.PublishedFigure}. Knows no other package of this module.
 */
@NullMarked
package dev.retrace.reports.published;

import org.jspecify.annotations.NullMarked;
