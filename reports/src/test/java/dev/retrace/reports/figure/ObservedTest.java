package dev.retrace.reports.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import dev.retrace.reports.text.Json;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ObservedTest {

    private static final Table TABLE = Table.of("fact", "layer", "bucket", "state", "ie")
            .row("f0", 0, "last", "o", 0.2)
            .row("f0", 0, "last", "o", 0.4)
            .row("f1", 0, "last", "o", 0.5)
            .row("f0", 3, "last", "o", 0.1)
            .row("f0", 0, "last", "g", 0.9)
            .build();

    private static ObjectNode parameters(String kind) {
        return Json.mapper().createObjectNode().put("kind", kind).put("value", "ie");
    }

    /** Rows of a fact are averaged before facts are; of the parameters only those that a workflow must give are there. */
    @Test
    void aPlaceHasOneValueAFact() {
        ObjectNode wanted = parameters("heatmap").put("x", "layer").put("y", "bucket");
        wanted.putArray("where").add("state=o");

        Observed observed = Observed.of(wanted, TABLE);

        Map<Observed.Place, SortedMap<String, Double>> values =
                observed.panels().get(0).values();
        SortedMap<String, Double> first = values.getOrDefault(new Observed.Place("0", "last"), new TreeMap<>());
        assertEquals(0.3, first.getOrDefault("f0", Double.NaN), 1e-15);
        assertEquals(0.5, first.getOrDefault("f1", Double.NaN), 0);
        assertEquals(2, values.size());
        assertEquals(4, observed.panels().get(0).layers());
    }

    @Test
    void panelsAreKeptApart() {
        Observed observed = Observed.of(
                parameters("heatmap").put("x", "layer").put("y", "bucket").put("panel", "state"), TABLE);

        assertEquals(
                "state o, state g",
                String.join(
                        ", ",
                        observed.panels().stream().map(Observed.Panel::name).toList()));
    }

    /** Over all rows: f0 has 0.2, 0.4, 0.1 and 0.9, so 0.4. */
    @Test
    void dotsHaveOneForAll() {
        Observed observed = Observed.of(parameters("dots").put("y", "state"), TABLE);

        SortedMap<String, Double> all =
                observed.panels().get(0).values().getOrDefault(new Observed.Place("all", "ie"), new TreeMap<>());
        assertEquals(0.4, all.getOrDefault("f0", Double.NaN), 1e-15);
    }

    @Test
    void parametersOfAnotherVersionAreRefusedInWords() {
        String message = assertThrows(StepException.class, () -> Observed.of(parameters("pie"), TABLE))
                .getMessage();

        assertTrue(String.valueOf(message).contains("run its workflow again"), message);
    }
}
