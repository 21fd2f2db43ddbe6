package dev.retrace.engine.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TableTest {

    @TempDir
    private Path folder;

    @Test
    void valuesReadBackToTheSameBits() throws IOException {
        Path file = folder.resolve("t.csv");
        Table.of("token", "p", "wide")
                .row("a \"quoted\", split\nline", 0.1f, 0.1)
                .row("", Float.NaN, Double.MIN_VALUE)
                .build()
                .write(file);

        Table read = Table.read(file);

        assertEquals("a \"quoted\", split\nline", read.text(0, "token"));
        assertEquals(0.1f, (float) read.number(0, "p"));
        assertEquals(0.1, read.number(0, "wide"));
        assertEquals(Double.NaN, read.number(1, "p"));
        assertEquals(Double.MIN_VALUE, read.number(1, "wide"));
    }

    @Test
    void coordinatesBecomeLeadingColumns() throws IOException {
        Table table = Table.of("layer").row(3).build().withLeading(Map.of("state", "o"));

        assertEquals("state,layer\r\no,3\r\n", table.toCsv());
    }

    @Test
    void aRowOfAnotherLengthIsRefusedWithItsPlace() throws IOException {
        Path file = Files.writeString(folder.resolve("ragged.csv"), "a,b\n1,2\n3\n");

        TableException refused = assertThrows(TableException.class, () -> Table.read(file));

        assertEquals(
                file + ": record 3 has 1 values, but the header names 2 columns;"
                        + " quote values that hold commas or line ends",
                refused.getMessage());
    }

    @Test
    void anUnknownColumnNamesThoseThatThereAre() {
        Table table = Table.of("fact", "layer").row("f", 0).build();

        TableException refused = assertThrows(TableException.class, () -> table.text(0, "token"));

        assertEquals("the table has no column 'token'; it has fact, layer", refused.getMessage());
    }

    @Test
    void partsWithOtherColumnsAreNotOneTable() {
        Table one = Table.of("a").build();
        Table other = Table.of("b").build();

        assertThrows(IllegalArgumentException.class, () -> Table.concat(List.of(one, other)));
    }
}
