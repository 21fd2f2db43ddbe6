package dev.retrace.steps.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class VisibleTextTest {

    @Test
    void whatIsNotSeenIsEscaped() {
        assertEquals("\" cat\"", VisibleText.quoted(" cat"));
        assertEquals("\"\\n\\t\\\"\\\\\"", VisibleText.quoted("\n\t\"\\"));
        assertEquals("\"\\u001b[31m\\u202e\\u00a0\"", VisibleText.quoted("\u001b[31m\u202e\u00a0"));
        assertEquals("\"中 é 😀 �\"", VisibleText.quoted("中 é 😀 �"));
        assertEquals("\"\\udb40\\udc01\"", VisibleText.quoted("\udb40\udc01"));
        assertEquals("a \"b\" \\u0007", VisibleText.plain("a \"b\" \u0007"));
    }
}
