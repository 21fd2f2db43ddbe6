package dev.retrace.engine.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QuantitiesTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 bytes",
        "999, 999 bytes",
        "1000, 1 kB",
        "1049, 1 kB",
        "1050, 1.1 kB",
        "12345678, 12.3 MB",
        "99949999, 99.9 MB",
        "99950000, 100 MB",
        "123456789, 123 MB",
        "999499999, 999 MB",
        "999500000, 1 GB",
        "7400000000, 7.4 GB",
        "9223372036854775807, 9223 PB"
    })
    void memoryIsToldInThreeDigits(long bytes, String told) {
        assertEquals(told, Quantities.shownMemory(bytes));
    }

    @Test
    void aUnitSaysWhetherItIsDecimal() {
        assertEquals(Optional.of(20_000_000_000L), Quantities.memory("20GB"));
        assertEquals(Optional.of(2_097_152L), Quantities.memory("2 MiB"));
        assertEquals(Optional.of(1_500L), Quantities.memory("1.5kB"));
    }

    @Test
    void anAmountWithoutUnitOrBeyondAllBytesIsNone() {
        assertTrue(Quantities.memory("7").isEmpty());
        assertTrue(Quantities.memory("-1GB").isEmpty());
        assertTrue(Quantities.memory("99999999TB").isEmpty());
    }
}
