package dev.retrace.engine.repeat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.retrace.cache.Artifact;
import dev.retrace.cache.Digest;
import dev.retrace.cache.disk.FileStamp;
import dev.retrace.engine.repeat.Form.Blank;
import dev.retrace.engine.repeat.Foundation.Ground;
import dev.retrace.engine.run.ReportFiles.Output;
import dev.retrace.engine.run.ReportFiles.Report;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

final class RepeatFileTest {

    private static final Report REPORT = report("report");

    private static Report report(String cell) {
        return new Report(cell, List.of(new Output("page", "html", new Artifact(Digest.of("x"), 1))));
    }

    private static Repeat repeat(Map<String, Form> pages, List<Report> reports) {
        return new Repeat(
                new Foundation(List.of(
                        new Ground("/a", new FileStamp(1, 2, 3, 4, Long.MAX_VALUE)), new Ground("/none", null))),
                List.of("profile full: ä"),
                Map.of("cells", 3),
                pages,
                reports);
    }

    @Test
    void whatIsReadIsWhatWasWritten() throws IOException {
        Form form = new Form(List.of(new byte[] {1, -1}, new byte[0]), List.of(Blank.TIME));
        Repeat written = repeat(Map.of("run.json", form), List.of(REPORT));

        Repeat read = RepeatFile.read(RepeatFile.write(written));

        assertEquals(written.foundation(), read.foundation());
        assertEquals(written.announced(), read.announced());
        assertEquals(written.cells(), read.cells());
        assertEquals(written.reports(), read.reports());
        Form page = Objects.requireNonNull(read.pages().get("run.json"));
        assertEquals(List.of(Blank.TIME), page.blanks());
        assertArrayEquals(new byte[] {1, -1}, page.pieces().get(0));
    }

    /** A stranger's store may hold anything, with the right checksum. */
    @Test
    void namesThatLeadOutOfTheRunsFolderAreRefused() {
        Form form = new Form(List.of(new byte[0]), List.of());

        for (String name : List.of("../x", "a/b", "", ".", "..", "a\\b", "a\0b")) {
            assertThrows(IllegalArgumentException.class, () -> repeat(Map.of(name, form), List.of()), name);
            assertThrows(IllegalArgumentException.class, () -> repeat(Map.of(), List.of(report(name))), name);
        }
    }

    @Test
    void aLengthThatPromisesMoreThanThereIsIsRefused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(Integer.MAX_VALUE);
        CRC32 checksum = new CRC32();
        checksum.update(bytes.toByteArray());
        out.writeLong(checksum.getValue());

        assertThrows(IOException.class, () -> RepeatFile.read(bytes.toByteArray()));
        assertThrows(IOException.class, () -> RepeatFile.read(new byte[0]));
        assertThrows(IOException.class, () -> RepeatFile.read(new byte[7]));
    }
}
