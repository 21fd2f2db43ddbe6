/**
 * The rules of one kind of step as JSON Schema, for editors.
 *
 * <p>Both the schema and the reader are made of a step's {@code StepDescriptor}, so they cannot
 * disagree on names, types and what is required. The schema is the weaker of the two: a value may be
 * a template, whose type only the reader sees, and references are not followed.
 *
 * <p>Source: JSON Schema 2020-12. Read {@link dev.retrace.engine.schema.StepSchema}; {@link
 * dev.retrace.engine.schema.JsonSchema} holds the few words of the language that are needed. The rest
 * of a workflow file is described where it is read, in the workflow package. Uses the step and yaml
 * packages.
 */
@NullMarked
package dev.retrace.engine.schema;

import org.jspecify.annotations.NullMarked;
