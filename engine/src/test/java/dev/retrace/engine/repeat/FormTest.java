package dev.retrace.engine.repeat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.retrace.engine.repeat.Form.Blank;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FormTest {

    @Test
    void marksBecomeBlanks() {
        Form form = Form.of(utf8("ID ä was at T, says ID"), Map.of(Blank.RUN, "ID", Blank.TIME, "T"));

        assertEquals(List.of(Blank.RUN, Blank.TIME, Blank.RUN), form.blanks());
        assertArrayEquals(
                utf8("seven ä was at noon, says seven"), form.filled(Map.of(Blank.RUN, "seven", Blank.TIME, "noon")));
    }

    @Test
    void bytesThatAreNoTextComeBack() {
        byte[] any = {0, -1, -128, 'I', 'D', 127, -61};

        assertArrayEquals(any, Form.of(any, Map.of(Blank.RUN, "ID")).filled(Map.of(Blank.RUN, "ID")));
        assertArrayEquals(any, Form.of(any, Map.of()).filled(Map.of()));
    }

    @Test
    void piecesAndBlanksMustTakeTurns() {
        assertThrows(IllegalArgumentException.class, () -> new Form(List.of(), List.of()));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
