package dev.retrace.steps.weights;

/** Numbers of 16 bits as IEEE 754 has them, which Java knows only from version 20 on. */
final class HalfFloat {

    private static final int SIGN = 0x8000;
    private static final int INFINITE = 0x7c00;
    private static final int QUIET = 0x7e00;
    private static final float LARGEST = 65520; // from here on the nearest is infinity
    private static final float LEAST_NORMAL = 0x1p-14f;
    private static final float SMALLEST = 0x1p-24f;
    private static final int DROPPED_BITS = 13;
    private static final int LESS_BIAS = (127 - 15) << 23;

    private HalfFloat() {}

    /** The bits of the nearest, and of two that are as near the even one. */
    static short of(float value) {
        int sign = (Float.floatToRawIntBits(value) >>> 16) & SIGN;
        float size = Math.abs(value);
        if (Float.isNaN(value)) {
            return (short) (sign | QUIET);
        } else if (size >= LARGEST) {
            return (short) (sign | INFINITE);
        } else if (size < LEAST_NORMAL) {
            return (short) (sign | (int) Math.rint(size / SMALLEST)); // a multiple of the smallest
        }
        int bits = Float.floatToRawIntBits(size) - LESS_BIAS;
        int half = (1 << (DROPPED_BITS - 1)) - 1 + ((bits >>> DROPPED_BITS) & 1); // up from the middle if then even
        return (short) (sign | ((bits + half) >>> DROPPED_BITS));
    }
}
