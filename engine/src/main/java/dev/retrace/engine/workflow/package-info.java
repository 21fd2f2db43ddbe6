/**
 * The reader of workflow files: from YAML text to steps whose parameters are typed, whose matrices
 * are expanded and whose references are known to lead somewhere. Nothing here runs or hashes.
 *
 * <p>Three rules shape it. A file is told <em>all</em> its mistakes at once, each with its place, the
 * line, the nearest right word and what to do. A type comes from the step's descriptor, never from
 * how a scalar looks, so {@code no} stays a text where a text is due. And a file may come from a
 * stranger: size, depth, cells and substituted text are bounded, and what YAML can do silently is
 * refused.
 *
 * <p>Two packages lie below: {@code yaml} makes pieces with places of the text and collects what is
 * wrong with them, {@code value} replaces <code>${…}</code> and reads params and matrices.
 *
 * <p>Read {@link dev.retrace.engine.workflow.WorkflowReader} first, then in the order of the work:
 * {@code DraftReader} (what a step is, before references), {@code CellReader} with {@code
 * ParameterReader} and {@code ReferenceReader}, and {@code StepOrder}. {@link
 * dev.retrace.engine.workflow.WorkflowSchema} tells editors the same rules, of each kind of step with
 * the {@code schema} package.
 */
@NullMarked
package dev.retrace.engine.workflow;

import org.jspecify.annotations.NullMarked;
