/**
 * The devices that cells with torch compute on: what {@code --device} names, which GPUs are here, and
 * of which class they are. The class, never the number, is part of a cell's key.
 *
 * <p>Nothing here loads torch: a plan must stay quick. Without NVIDIA's device files there is no GPU and
 * nothing is asked; else {@code nvidia-smi} tells, whose order torch shares because workers are started
 * with {@code CUDA_DEVICE_ORDER=PCI_BUS_ID}. {@code CUDA_VISIBLE_DEVICES} is read as the driver reads it.
 *
 * <p>Sources: {@code nvidia-smi --help-query-gpu}; the CUDA C++ Programming Guide, "CUDA Environment
 * Variables".
 *
 * <p>Read {@code DeviceNames}, {@code GpuReader}, {@code Gpu}, {@code DeviceChoice}, {@code Devices}.
 */
@NullMarked
package dev.retrace.engine.device;

import org.jspecify.annotations.NullMarked;
