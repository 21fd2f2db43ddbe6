package dev.retrace.steps.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.retrace.engine.table.Table;
import java.util.List;
import org.junit.jupiter.api.Test;

class FactTest {

    private static final Fact BERN = new Fact("city", "{} is in", "Bern", "Switzerland");

    @Test
    void theIdentityIsRelationSubjectAndTemplate() {
        // SHA-256 of 00000004 "city" 00000004 "Bern" 00000008 "{} is in", its first eight bytes.
        assertEquals("5ae43ba7b3211916", BERN.id());
        assertEquals(BERN.id(), new Fact("city", "{} is in", "Bern", "Europe").id());
        assertNotEquals(BERN.id(), new Fact("city", "{} lies in", "Bern", "Switzerland").id());
    }

    @Test
    void thePromptHasTheSubjectInItsPlace() {
        Fact fact = new Fact("city", "The city of {} is in", "city", "Nowhere");

        assertEquals("The city of city is in", fact.prompt());
        assertEquals(12, fact.subjectBegin());
    }

    @Test
    void aTemplateHasOnePlace() {
        assertThrows(IllegalArgumentException.class, () -> new Fact("r", "no place", "s", "o"));
        assertThrows(IllegalArgumentException.class, () -> new Fact("r", "{} and {}", "s", "o"));
        assertThrows(IllegalArgumentException.class, () -> new Fact("r", "{} is", " ", "o"));
        assertThrows(IllegalArgumentException.class, () -> new Fact("r", "{} is", "s", ""));
        assertThrows(IllegalArgumentException.class, () -> new Fact("r", "{} is", "s".repeat(5000), "o"));
    }

    @Test
    void aTableOfFactsReadsBack() {
        Fact zurich = new Fact("city", "{} is in", "Zürich, \"ZH\"", "Switzerland");
        Table table = Table.of(Fact.COLUMNS)
                .row(BERN.row().toArray())
                .row(zurich.row().toArray())
                .row(BERN.row().toArray())
                .build();

        assertEquals(List.of(BERN, zurich), Fact.readAll(table));
    }

    @Test
    void aWrongRowIsNamed() {
        Table table = Table.of(Fact.COLUMNS)
                .row(BERN.row().toArray())
                .row("", "r", "no place", "s", "o", "")
                .build();

        Refusal.says(() -> Fact.readAll(table), "facts, row 2: a template has exactly one {}");
    }
}
