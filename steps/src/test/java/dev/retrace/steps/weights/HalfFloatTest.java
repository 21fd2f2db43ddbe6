package dev.retrace.steps.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalfFloatTest {

    /** By IEEE 754: 1 + 2^-11 lies in the middle and goes to the even one, 2^-25 to 0, 3 · 2^-25 to 2^-23. */
    @ParameterizedTest
    @CsvSource({
        "0, 0000",
        "-0.0, 8000",
        "1, 3c00",
        "-2, c000",
        "65504, 7bff",
        "65519.99, 7bff",
        "65520, 7c00",
        "-Infinity, fc00",
        "NaN, 7e00",
        "0x1.002p0, 3c00",
        "0x1.00201p0, 3c01",
        "0x1.006p0, 3c02",
        "0x1p-14, 0400",
        "0x1p-24, 0001",
        "0x1p-25, 0000",
        "0x1.8p-24, 0002",
        "0x1.ff8p-15, 03ff",
        "0x1.ffcp-15, 0400",
        "1e-30, 0000"
    })
    void theNearestIsTaken(String value, String bits) {
        assertEquals(bits, "%04x".formatted(HalfFloat.of(Float.parseFloat(value))));
    }

    /** Every number of 16 bits is its own nearest one, and what lies a little beside it too. */
    @Test
    void allNumbersKeepTheirBits() {
        Random random = new Random(1);
        for (int bits = 0; bits < 0x7c00; bits++) {
            float value = value(bits);
            float next = value(bits + 1);
            float beside = value + (next - value) * 0.49f * random.nextFloat();

            assertEquals(bits, HalfFloat.of(value));
            assertEquals(bits, HalfFloat.of(beside));
            assertEquals((short) (bits | 0x8000), HalfFloat.of(-value));
        }
    }

    private static float value(int bits) {
        int exponent = bits >> 10;
        int fraction = bits & 0x3ff;
        return (float) (exponent == 0 ? fraction * 0x1p-24 : (1024 + fraction) * Math.pow(2, exponent - 25));
    }
}
