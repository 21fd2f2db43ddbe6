package dev.retrace.reports.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.retrace.engine.step.ParameterCodec;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class CombinationTest {

    @TempDir
    private Path folder;

    /**
     * Fact a: o has two tokens in the bucket, 6 and 8, so 7; less g 1 and s 2 is 4. Fact b: 10 - 3 - 1 = 6.
     * Their mean is 5, the standard error 1. Fact c has no s and takes no part.
     */
    @Test
    void eachFactIsComparedWithItself() throws IOException {
        FigureDocument figure = Plots.document(folder, effects(), difference("state=o", "-state=g", " - state=s"));

        assertEquals("[0, last, 5, 1, 2, 4, 6]", figure.table().rows().get(5).toString());
        assertEquals(2, figure.sample().used());
    }

    @Test
    void theGuardIsStillKept() throws IOException {
        FigureDocument figure = Plots.document(
                folder, effects(), difference("state=o", "-state=g").put("guard", 0.5));

        assertEquals(
                "[0, last, 7, null, 1, null, null]",
                figure.table().rows().get(5).toString());
        assertEquals(List.of(new FigureDocument.Dropped(2, "facts", "p_high − p_low is below 0.5")), figure.dropped());
    }

    @Test
    void aTermWithoutRowsIsToldWithWhatThereIs() {
        assertEquals(
                "table: no row has 'h' in column 'state'; it holds o, g, s. Name one of these under 'where'",
                assertThrows(
                                StepException.class,
                                () -> Plots.draw(folder, effects(), difference("state=o", "-state=h")))
                        .getMessage());
    }

    @Test
    void termsWithoutACommonPlaceAreRefused() {
        Table apart = Table.of("fact", "layer", "bucket", "state", "ie")
                .row("a", 0, "last", "o", 1)
                .row("b", 0, "last", "g", 1)
                .build();

        assertEquals(
                "table: no fact has rows of all terms of 'combine' at one place",
                assertThrows(StepException.class, () -> Plots.draw(folder, apart, difference("state=o", "-state=g")))
                        .getMessage());
    }

    @Test
    void dotsCombineNothing() {
        ObjectNode dots = difference("state=o").put("kind", "dots");
        dots.remove("x");

        assertEquals(
                "kind dots has no panel, combine or published",
                assertThrows(IllegalArgumentException.class, () -> ParameterCodec.read(PlotStep.Parameters.class, dots))
                        .getMessage());
    }

    private static ObjectNode difference(String... terms) {
        ObjectNode parameters = Plots.heatMap();
        List.of(terms).forEach(parameters.withArray("combine")::add);
        return parameters;
    }

    private static Table effects() {
        return Table.of("fact", "layer", "bucket", "state", "ie", "p_high", "p_low")
                .row("a", 0, "last", "o", 6, 0.9, 0.8)
                .row("a", 0, "last", "o", 8, 0.9, 0.8)
                .row("b", 0, "last", "o", 10, 0.9, 0.1)
                .row("c", 0, "last", "o", 10, 0.9, 0.8)
                .row("a", 0, "last", "g", 1, 0.9, 0.8)
                .row("b", 0, "last", "g", 3, 0.9, 0.1)
                .row("c", 0, "last", "g", 3, 0.9, 0.8)
                .row("a", 0, "last", "s", 2, 0.9, 0.8)
                .row("b", 0, "last", "s", 1, 0.9, 0.1)
                .build();
    }
}
