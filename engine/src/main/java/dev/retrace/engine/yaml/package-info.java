/**
 * YAML text as pieces with their places, and the mistakes that are found in it. Only its messages
 * speak of workflows; what a piece means is decided above.
 *
 * <p>Everything keeps its {@link dev.retrace.engine.yaml.Location}, so that whoever refuses it, early
 * or late, can show the line. {@link dev.retrace.engine.yaml.Problems} collects what is refused and
 * goes on; only where nothing more can be said is a {@link dev.retrace.engine.yaml.ProblemsException}
 * thrown, with all that was found. The text may come from a stranger: size, depth and the number of
 * mistakes told are bounded, what steers a terminal is never repeated, and what YAML can do silently
 * (anchors, aliases, merge keys, tags, doubled keys, tabs) is refused.
 *
 * <p>Source of the syntax: YAML 1.2.2, whose tokens snakeyaml-engine finds below Jackson; of the
 * distance between words: Damerau, "A technique for computer detection and correction of spelling
 * errors" (1964), restricted to one swap of neighbours in a place.
 *
 * <p>Read {@code SourceText}, {@code Node}, {@code YamlNodes} (text to {@code Node}), {@code Problems},
 * {@code Fields} (mappings whose keys are known), then {@code Words} and {@code Literals}, which say how
 * names and numbers are written. Uses no other package of the engine.
 */
@NullMarked
package dev.retrace.engine.yaml;

import org.jspecify.annotations.NullMarked;
