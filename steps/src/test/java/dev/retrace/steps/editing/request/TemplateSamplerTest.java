package dev.retrace.steps.editing.request;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TemplateSamplerTest {

    @Test
    void textsAreCleanedAsInTheAuthorsCode() {
        assertEquals("A fine day\n. {}", TemplateSampler.template("<|endoftext|>A {fine} day\n"));
        assertEquals("one two. {}", TemplateSampler.template("one\n\ntwo"));
        assertEquals("ffi. {}", TemplateSampler.template("\uFB03")); // NFKD takes ligatures apart
    }
}
