package dev.retrace.reports.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void embeddedJsonCannotCloseItsScript() {
        String json = Json.embedded(List.of("</script><!--", "a\u2028b"));

        assertEquals("[\"\\u003c/script>\\u003c!--\",\"a\\u2028b\"]", json);
        assertEquals(List.of("</script><!--", "a\u2028b"), Json.mapper().readValue(json, List.class));
    }

    @Test
    void numbersAreShortAndUndefinedOnesNull() {
        assertEquals("[0.5,3,null,1]", Json.mapper().writeValueAsString(Arrays.asList(0.5, 3.0, Double.NaN, 1)));
    }
}
