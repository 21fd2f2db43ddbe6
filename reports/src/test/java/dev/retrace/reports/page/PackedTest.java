package dev.retrace.reports.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.retrace.reports.figure.FigureDocument;
import dev.retrace.reports.text.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PackedTest {

    @Test
    void namesShareWhatTheyBeginWith() {
        assertEquals(
                "{\"names\":[0,\"layer 1: 2\",6,\"2: 2\",0,\"x\"],\"values\":[[0,1],null,3]}",
                data("[{\"name\":\"layer 1: 2\",\"value\":[0,1]},{\"name\":\"layer 2: 2\",\"value\":null},"
                                + "{\"name\":\"x\",\"value\":3}]")
                        .toString());
    }

    /** Both begin with the same first half of a letter beyond the basic plane. */
    @Test
    void noLetterIsCutInTwo() {
        assertEquals(
                "{\"names\":[0,\"a\uD83D\uDE00\",1,\"\uD83D\uDE01\"],\"values\":[1,2]}",
                data("[{\"name\":\"a\uD83D\uDE00\",\"value\":1},{\"name\":\"a\uD83D\uDE01\",\"value\":2}]")
                        .toString());
    }

    @Test
    void whatHasNoNamesStaysAsItIs() {
        assertEquals("[[0,1],[2,null]]", data("[[0,1],[2,null]]").toString());
        assertEquals("[]", data("[]").toString());
        assertNull(Packed.chart(null));
    }

    @Test
    void aColumnOfWordsNamesEachOnce() {
        FigureDocument.Values table = new FigureDocument.Values(
                List.of("bucket", "mean"),
                1,
                List.of(List.of("last", 1.5), Arrays.asList("further", null), List.of("last", 2)));

        assertEquals(
                "{\"columns\":[\"bucket\",\"mean\"],\"keys\":1,\"packed\":[{\"words\":[\"last\",\"further\"],"
                        + "\"at\":[0,1,0]},[1.5,null,2]]}",
                Json.mapper().writeValueAsString(Packed.table(table)));
    }

    private static JsonNode data(String data) {
        JsonNode option = Json.mapper().readTree("{\"series\":[{\"data\":" + data + "}]}");
        JsonNode dark = Json.mapper().createObjectNode();
        return Objects.requireNonNull(Packed.chart(new FigureDocument.Chart(1, option, dark, List.of())))
                .option()
                .at("/series/0/data");
    }
}
