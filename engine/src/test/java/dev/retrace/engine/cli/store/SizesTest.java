package dev.retrace.engine.cli.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

final class SizesTest {

    @Test
    void sizesAreDecimalUnlessTheySayOtherwise() {
        assertEquals(20_000_000_000L, new Sizes().convert("20GB"));
        assertEquals(1_500, new Sizes().convert("1.5kB"));
        assertEquals(2_097_152, new Sizes().convert("2 MiB"));
        assertEquals(7, new Sizes().convert("7B"));
        assertEquals(0, new Sizes().convert("0"));
        assertThrows(TypeConversionException.class, () -> new Sizes().convert("7"));
        assertThrows(TypeConversionException.class, () -> new Sizes().convert("many"));
        assertThrows(TypeConversionException.class, () -> new Sizes().convert("-1GB"));
    }

    @Test
    void agesAndSharesAreReadAsPeopleWriteThem() {
        assertEquals(Duration.ofDays(30), new Ages().convert("30d"));
        assertEquals(Duration.ofDays(14), new Ages().convert("2w"));
        assertThrows(TypeConversionException.class, () -> new Ages().convert("30"));
        assertEquals(0.05, new Share().convert("5%"));
        assertEquals(0.05, new Share().convert("0.05"));
        assertThrows(TypeConversionException.class, () -> new Share().convert("5"));
    }
}
