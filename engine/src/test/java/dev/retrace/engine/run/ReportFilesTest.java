package dev.retrace.engine.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.toy.RetraceProcess;
import dev.retrace.engine.toy.RetraceProcess.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies in a run's folder beside its report. */
final class ReportFilesTest {

    @TempDir
    private Path folder;

    private RetraceProcess retrace;

    @BeforeEach
    void setUp() throws IOException {
        Files.createDirectory(folder.resolve(".git"));
        retrace = new RetraceProcess(folder);
    }

    @Test
    void otherOutputsLieBesideTheReportAndAZipIsAFolder() throws Exception {
        album("cat.svg");

        Ended run = retrace.run("run", "album.yaml");
        Ended again = retrace.run("run", "album.yaml");

        for (Ended ended : new Ended[] {run, again}) {
            assertEquals(0, ended.code(), ended.err());
            Path report = folder.resolve(ended.lastLine());
            assertEquals("report.html", report.getFileName().toString());
            assertEquals("the page", Files.readString(report));
            assertEquals("[1]", Files.readString(report.resolveSibling("report.json")));
            assertEquals("x", Files.readString(report.resolveSibling("pictures/cat.svg")));
            String crate = Files.readString(report.resolveSibling("ro-crate-metadata.json"));
            assertTrue(crate.contains("\"@id\" : \"pictures/cat.svg\""), crate);
        }
    }

    @Test
    void namesThatLeadElsewhereAreRefused() throws Exception {
        album("../../cat.svg");

        Ended run = retrace.run("run", "album.yaml");

        assertEquals(1, run.code(), run.err());
        assertTrue(run.err().contains("output pictures is no zip of plain files: ../../cat.svg"), run.err());
        assertFalse(Files.exists(folder.resolve(".retrace/cat.svg")));
    }

    private void album(String picture) throws IOException {
        Files.writeString(folder.resolve("album.yaml"), """
                name: album
                steps:
                  text: { step: write, with: { text: hello } }
                  report: { step: toy-album, inputs: { text: text }, with: { picture: "%s" } }
                """.formatted(picture));
    }
}
