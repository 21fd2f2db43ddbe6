/**
 * What a sweep will take before it starts: cells, time, disk and memory, from the records of earlier
 * cells of the same steps. Where there are none, it says so rather than a number.
 *
 * <p>Time is the median of earlier cells of the step (with the same params and device class, if there
 * are such) times the cells, over the lanes; the range is the quartiles'. Read {@code Estimator},
 * {@code PastCells}, {@code Estimate}, {@code EstimateText}.
 */
@NullMarked
package dev.retrace.engine.estimate;

import org.jspecify.annotations.NullMarked;
