package dev.retrace.engine.workflow;

/**
 * How the cells of a step are cut over the rows of one of its tables, when these are known.
 *
 * @param input the table's slot
 * @param rows about how many one shard reads
 */
public record Shard(String input, int rows) {}
