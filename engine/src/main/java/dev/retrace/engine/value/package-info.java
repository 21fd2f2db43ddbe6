/**
 * What a workflow's texts are once every <code>${…}</code> is replaced: params with their profiles and
 * {@code --set}, the axes of a matrix, and the values that both are put into.
 *
 * <p>A {@link dev.retrace.engine.value.Value} is a text or a list of texts and has no type yet: the
 * parameter that takes it says what is due. It knows its place, and whether the command line gave
 * it, for a relative path there is relative to another folder. Replacing is no language: a name
 * stands for one value, params are not made of other params, and what was put in is not read as a
 * template again.
 *
 * <p>Bounds: a workflow has at most {@code Matrix.MOST_CELLS} cells, and what all replaced texts hold
 * together is limited, for a small file could otherwise name a large text very often.
 *
 * <p>Read {@code Value}, {@code Params} with {@code ParamsReader}, {@code Template} with {@code
 * Expander}, {@code Matrix} with {@code MatrixReader}. Uses the yaml package alone; knows neither steps
 * nor references.
 */
@NullMarked
package dev.retrace.engine.value;

import org.jspecify.annotations.NullMarked;
