package dev.retrace.reports.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Maps of one fact, whose rows are its tokens. */
class SingleFactTest {

    @TempDir
    private Path folder;

    @Test
    void rowsAreTokensWhoseSpacesAreSeenAndBothTextsWhereTheyDiffer() throws IOException {
        FigureDocument figure = Plots.document(folder, trace("Jordan"), tokens());

        JsonNode option = Plots.chart(figure).option();
        assertEquals(
                "[\"Jordan / Pele\",\"␣plays\"]", option.at("/yAxis/0/data").toString());
        assertEquals(
                "h, layer 0, token Jordan / Pele: 0.5 (n = 1)",
                option.at("/series/0/data/0/name").asString());
        assertEquals("state s", option.at("/title/1/text").asString());
        assertEquals(
                List.of("state", "layer", "token", "token_label", "mean", "se", "n", "low", "high"),
                figure.table().columns());
        assertEquals(
                "[s, 0, 1, ␣plays, 0, null, 1, null, null]",
                figure.table().rows().get(3).toString());
    }

    @Test
    void theCaptionNamesPromptsAndAnswer() throws IOException {
        assertEquals(
                "“Jordan plays” against “Pele plays”; the answer “ball” has p = 0.9 after the first and 0.1 after the"
                        + " second.",
                Plots.document(folder, trace("Jordan"), tokens()).caption());
    }

    @Test
    void severalFactsHaveNoTokensInCommon() {
        Table two = Table.concat(List.of(trace("Jordan"), trace("Woods")));

        assertEquals(
                "table: token 0 is called 'Jordan / Pele' and 'Woods / Pele' by token_text, corrupt_text: these are"
                        + " rows of several prompts; choose one under 'where'",
                assertThrows(StepException.class, () -> Plots.draw(folder, two, tokens()))
                        .getMessage());
    }

    private static ObjectNode tokens() {
        ObjectNode parameters = Plots.heatMap().put("y", "token").put("panel", "state");
        parameters.withArray("y-text").add("token_text").add("corrupt_text");
        return parameters;
    }

    private static Table trace(String who) {
        Table.Builder table = Table.of(
                "fact",
                "clean",
                "corrupt",
                "answer",
                "token",
                "token_text",
                "corrupt_text",
                "state",
                "layer",
                "p_high",
                "p_low",
                "ie");
        for (String state : List.of("h", "s")) {
            table.row(who, who + " plays", "Pele plays", " ball", 0, who, "Pele", state, 0, 0.9, 0.1, 0.5);
            table.row(who, who + " plays", "Pele plays", " ball", 1, " plays", " plays", state, 0, 0.9, 0.1, 0);
        }
        return table.build();
    }
}
