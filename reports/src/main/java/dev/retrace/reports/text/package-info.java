/**
 * How values are written: numbers in their shortest form, JSON with stable bytes, and texts of
 * strangers so that nothing invisible in them can mislead a reader.
 *
 * <p>Read {@link dev.retrace.reports.text.Json}, {@link dev.retrace.reports.text.Decimals}, {@link
 * dev.retrace.reports.text.VisibleText}. Knows no other package of this module.
 */
@NullMarked
package dev.retrace.reports.text;

import org.jspecify.annotations.NullMarked;
