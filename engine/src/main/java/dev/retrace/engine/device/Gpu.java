package dev.retrace.engine.device;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A GPU that workers can use.
 *
 * @param index as torch counts those that are visible
 * @param uuid {@code GPU-…}
 * @param name as the driver calls the model
 * @param capability of its architecture: {@code 9.0}
 * @param memory bytes in all
 * @param driver version
 */
public record Gpu(int index, String uuid, String name, String capability, long memory, String driver) {

    private static final double GIB = 1L << 30;
    private static final Pattern CAPABILITY = Pattern.compile("\\d{1,3}\\.\\d{1,2}");

    public Gpu {
        if (index < 0 || memory < 0 || !CAPABILITY.matcher(capability).matches()) {
            throw new IllegalArgumentException("no GPU has the number %d, %d bytes and the compute capability '%s'"
                    .formatted(index, memory, capability));
        }
    }

    /** {@code cuda:0}. */
    public String device() {
        return "cuda:" + index;
    }

    /** {@code cuda-sm_90}: GPUs of one class give the same bits. */
    public String deviceClass() {
        return "cuda-sm_" + capability.replace(".", "");
    }

    /** Major and minor number of the architecture as one that grows with both. */
    int generation() {
        String[] numbers = capability.split("\\.", 2);
        return 100 * Integer.parseInt(numbers[0]) + Integer.parseInt(numbers[1]);
    }

    Gpu numbered(int other) {
        return new Gpu(other, uuid, name, capability, memory, driver);
    }

    /** {@code NVIDIA H200 (cuda-sm_90, 140.4 GiB, driver 580.159.03)}. */
    public String described() {
        return String.format(Locale.ROOT, "%s (%s, %.1f GiB, driver %s)", name, deviceClass(), memory / GIB, driver);
    }
}
