/**
 * How far two results agree: rank correlation, and where curves over layers have their peaks and cliffs.
 *
 * <p>Models of different depths are related by relative depth: layer l of n lies at l / (n - 1), so the
 * first is at 0 and the last at 1.
 *
 * <p>Read {@link dev.retrace.reports.agreement.Curve}, {@link
 * dev.retrace.reports.agreement.RankCorrelation}, {@link dev.retrace.reports.agreement.Cliff}. Knows no
 * figure and no other package of this module.
 */
@NullMarked
package dev.retrace.reports.agreement;

import org.jspecify.annotations.NullMarked;
