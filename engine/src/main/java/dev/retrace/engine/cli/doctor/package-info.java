/**
 * What {@code retrace doctor} looks at beside the store: the GPUs, the torch that could use them, and
 * their installation on request.
 *
 * <p>A finding is good, a plain fact, worth knowing (slower, or of no use yet), or missing with a remedy;
 * only what is missing makes the command fail. Read {@code Findings}, {@code
 * TorchFindings}, {@code GpuFindings}, {@code
 * WorkerCheck}, {@code CudaInstallation}.
 */
@NullMarked
package dev.retrace.engine.cli.doctor;

import org.jspecify.annotations.NullMarked;
