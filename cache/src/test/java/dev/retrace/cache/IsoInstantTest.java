package dev.retrace.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.DateTimeException;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IsoInstantTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-22T04:05:06Z",
                "2026-11-22T04:05:06.007Z",
                "2026-11-22T04:05:06.000007Z",
                "2026-02-28T23:59:59.999999999Z",
                "1970-01-01T00:00:00Z",
                "2024-02-29T12:00:00.1Z",
                "2024-02-29T12:00:00.12Z",
                "+12026-11-22T04:05:06Z",
                "2026-11-22T04:05:06+01:00",
                "2026-11-22T24:00:00Z",
                "2026-11-22T04:05:06.Z"
            })
    void itReadsAsJavaDoes(String text) {
        assertEquals(Instant.parse(text), IsoInstant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "2026-11-22",
                "2026-11-22T04:05:06",
                "2026-11-22T04:05:06.0000000001Z",
                "2026-02-30T04:05:06Z",
                "2026-11-22T04:05:61Z",
                "2026-11-22 04:05:06Z",
                "+026-11-22T04:05:06Z"
            })
    void whatIsNoInstantIsRefused(String text) {
        assertThrows(DateTimeException.class, () -> IsoInstant.parse(text));
    }
}
