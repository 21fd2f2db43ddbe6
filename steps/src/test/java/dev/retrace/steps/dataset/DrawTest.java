package dev.retrace.steps.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class DrawTest {

    @Test
    void aDrawIsTheSameForever() {
        // SHA-256 of 00000001 "7" 00000005 "known" 00000004 "fact", its first eight bytes.
        assertEquals(-2213572752895573805L, Draw.of(7, "known", "fact"));
    }

    @Test
    void seedPurposeAndFactAllMatter() {
        assertNotEquals(Draw.of(7, "known", "fact"), Draw.of(8, "known", "fact"));
        assertNotEquals(Draw.of(7, "known", "fact"), Draw.of(7, "corruption", "fact"));
        assertNotEquals(Draw.of(7, "known", "fact"), Draw.of(7, "known", "face"));
    }

    @Test
    void textsDoNotRunTogether() {
        assertNotEquals(Draw.of(7, "known", "ab", "c"), Draw.of(7, "known", "a", "bc"));
    }
}
