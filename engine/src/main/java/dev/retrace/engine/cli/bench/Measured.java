package dev.retrace.engine.cli.bench;

/**
 * What one process took.
 *
 * @param wall seconds from its start to its end
 * @param cpu seconds of all cores, of the process and its children
 * @param peakMiB the most memory of its largest process; 0 if the machine has no means to tell
 */
record Measured(double wall, double cpu, double peakMiB) {}
