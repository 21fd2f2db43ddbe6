package dev.retrace.reports.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class VisibleTextTest {

    @Test
    void controlCharactersBecomeTheirPictures() {
        assertEquals("a␊b␀␡", VisibleText.of("a\nb\0\u007F"));
    }

    @Test
    void directionMarksAndSeparatorsShowTheirNumber() {
        assertEquals("x‹U+202E›y‹U+2028›‹U+200F›", VisibleText.of("x\u202Ey\u2028\u200F"));
    }

    @Test
    void aHalfSurrogateShowsItsNumber() {
        assertEquals("‹U+D800›", VisibleText.of("\uD800"));
    }

    @Test
    void ordinaryWordsOfAllScriptsStayAsTheyAre() {
        String words = "Zürich 北京 القاهرة می\u200Cخواهم 👩\u200D🔬 Ġthe <b>&\"";

        assertEquals(words, VisibleText.of(words));
    }
}
