package dev.retrace.engine.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class PhrasesTest {

    @Test
    void durationsGrowCoarserAsTheyGrow() {
        assertEquals("0.8 s", Phrases.duration(0.84));
        assertEquals("42 s", Phrases.duration(42.3));
        assertEquals("2 m 14 s", Phrases.duration(134));
        assertEquals("3 h 05 m", Phrases.duration(3 * 3600 + 5 * 60 + 20));
    }
}
