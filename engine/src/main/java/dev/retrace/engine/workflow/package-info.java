/**
 * The reader of workflow files: from YAML text to steps whose parameters are typed, whose matrices
 * are expanded and whose references are known to lead somewhere. Nothing here runs or hashes.
 *
 * <p>Three rules shape it. A file is told <em>all</em> its mistakes at once, each with its place, the
 * line, the nearest right word and what to do. A type comes from the step's descriptor, never from
 * how a scalar looks, so {@code no} stays a text where a text is due. And a file may come from a
 * stranger: size, depth, cells and substituted text are bounded, and what YAML can do silently
 * (anchors, aliases, merge keys, tags, doubled keys, tabs) is refused.
 *
 * <p>Source of the syntax: YAML 1.2.2, whose tokens snakeyaml-engine finds below Jackson; of the
 * distance between words: Damerau, "A technique for computer detection and correction of spelling
 * errors" (1964), restricted to one swap of neighbours in a place.
 *
 * <p>Read {@link dev.retrace.engine.workflow.WorkflowReader} first, then in the order of the work:
 * {@code SourceText} and {@code YamlNodes} (text to {@code Node}), {@code ParamsReader}, {@code
 * DraftReader} (what a step is, before references), {@code Expander} (<code>${…}</code>), {@code
 * CellReader} with {@code ParameterReader} and {@code ReferenceReader}, and {@code StepOrder}. {@link
 * dev.retrace.engine.workflow.WorkflowSchema} tells editors the same rules.
 */
@NullMarked
package dev.retrace.engine.workflow;

import org.jspecify.annotations.NullMarked;
