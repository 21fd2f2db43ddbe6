package dev.retrace.engine.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void theMarkThatSpreadsheetsPutFirstIsNoPartOfTheFirstColumn() throws IOException {
        Path file = Files.writeString(folder.resolve("excel.csv"), "\uFEFFclean,corrupt\r\na,b\r\n");

        assertEquals(List.of("clean", "corrupt"), Table.read(file).columns());
        assertEquals(List.of("\uFEFFa", "b"), Table.ofCsv("\uFEFF\uFEFFa,b\r\n").columns());
    }

    @ParameterizedTest
    @ValueSource(strings = {"clean;corrupt\na;b\n", "clean\tcorrupt\na\tb\n"})
    void columnsSeparatedOtherwiseAreTold(String csv) throws IOException {
        Table table = Table.ofCsv(csv);

        TableException refused = assertThrows(TableException.class, () -> table.text(0, "clean"));

        assertEquals(
                "the table has no column 'clean'; it has " + table.columns().get(0)
                        + "; columns are separated with commas, not with semicolons or tabs",
                refused.getMessage());
    }

    @Test
    void aCommaInAColumnSeparatedOtherwiseIsToldSo() {
        TableException refused = assertThrows(TableException.class, () -> Table.ofCsv("clean;corrupt\nOh, a;b\n"));

        assertEquals(
                "text: record 2 has 2 values, but the header names 1 columns; quote values that hold commas or line"
                        + " ends; columns are separated with commas, not with semicolons or tabs",
                refused.getMessage());
    }

    @Test
    void whatIsNoCsvIsToldInWordsWithoutClassNames() throws IOException {
        Path latin = Files.writeString(folder.resolve("latin.csv"), "a\n\u00e9\n", StandardCharsets.ISO_8859_1);
        Path late = Files.writeString(
                folder.resolve("late.csv"), "a\n".repeat(100_000) + "\u00e9\n", StandardCharsets.ISO_8859_1);

        TableException quotes = assertThrows(TableException.class, () -> Table.ofCsv("a,b\n\"x\"y,1\n"));
        TableException bytes = assertThrows(TableException.class, () -> Table.read(latin));
        TableException lateBytes = assertThrows(TableException.class, () -> Table.read(late));

        assertEquals(
                "text: not a CSV table (RFC 4180): Invalid character between encapsulated token and delimiter at"
                        + " line: 2, position: 8",
                quotes.getMessage());
        assertEquals(latin + ": not a CSV table (RFC 4180): it is no text in UTF-8", bytes.getMessage());
        assertEquals(late + ": not a CSV table (RFC 4180): it is no text in UTF-8", lateBytes.getMessage());
    }

    @Test
    void partsWithOtherColumnsAreNotOneTable() {
        Table one = Table.of("a").build();
        Table other = Table.of("b").build();

        assertThrows(IllegalArgumentException.class, () -> Table.concat(List.of(one, other)));
    }
}
