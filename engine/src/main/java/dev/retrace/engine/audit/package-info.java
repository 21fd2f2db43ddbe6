/**
 * Audits: a sample of cells is computed once more from their own stored inputs and compared with what
 * the store holds, within the tolerance that each step declares.
 *
 * <p>Nothing is published: the cells run, on the ordinary lanes, against a shadow, a store of links
 * to the inputs that is thrown away. Which cells are drawn depends on a seed and their keys alone.
 * Bytes that are the same are the same; else tables, JSON and safetensors are compared number by
 * number, and all other content has to be the same. Quotients are weighed by what they were divided by, and the
 * numbers of a tensor's line may also be judged together, as a vector: of both an error may be large only where they
 * magnify it.
 *
 * <p>Read {@code Audit}, {@code Sample}, {@code Shadow}, {@code StoredCell}, {@code OutputComparison},
 * {@code Verdict}.
 */
@NullMarked
package dev.retrace.engine.audit;

import org.jspecify.annotations.NullMarked;
