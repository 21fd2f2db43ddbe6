package dev.retrace.engine.workflow;

/**
 * How the cells of a step continue each other along an axis of its matrix: each takes as one of its
 * inputs what the cell before it gave under the same name. The first takes what {@code inputs} gives,
 * or nothing where it may be left out.
 *
 * @param slot the input, and the output of the cell before
 * @param axis in whose order the cells follow each other
 */
record Chain(String slot, String axis) {}
