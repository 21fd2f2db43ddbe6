package dev.retrace.reports.diff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.reports.text.Json;
import dev.retrace.reports.toy.ToyRuns;
import dev.retrace.reports.toy.ToyRuns.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Whole runs of a workflow that needs no model, compared from the command line. */
class DiffCommandTest {

    private static final int CHECK_FAILED = 4;

    @TempDir
    private Path folder;

    private ToyRuns toy;

    @BeforeEach
    void aWorld() throws IOException {
        toy = new ToyRuns(folder);
    }

    @Test
    void aRunIsEquivalentToItself() {
        toy.run();

        Ended diff = toy.retrace("diff", "last", "last", "--json", "--check");

        assertEquals(0, diff.code(), diff.err());
        JsonNode json = Json.mapper().readTree(diff.out());
        assertEquals(4, json.path("figures").size());
        json.path("figures")
                .forEach(figure ->
                        assertEquals("equivalent", figure.path("verdict").asString()));
        assertEquals("4 figures compared: 4 equivalent.", json.path("summary").asString());
        assertEquals(
                0, json.path("surroundings").size(), json.path("surroundings").toString());
        assertTrue(Files.isRegularFile(Path.of(json.path("page").asString())));
    }

    @Test
    void aChangeIsFoundWhereItIsAndNowhereElse() {
        toy.run();
        toy.run("shift=40");

        Ended diff = toy.retrace("diff", "last~1", "last", "--json", "--check");

        assertEquals(CHECK_FAILED, diff.code(), diff.err());
        JsonNode figure = Json.mapper().readTree(diff.out()).path("figures").get(0);
        assertEquals("changed", figure.path("verdict").asString());
        int changed = 0;
        for (JsonNode row : figure.at("/panels/0/places/rows")) {
            if (row.get(row.size() - 1).asString().equals("changed")) {
                changed++;
                assertEquals("4", row.get(0).asString());
                assertEquals(0.4, row.get(6).asDouble(), 1e-9);
            }
        }
        assertEquals(1, changed);
    }

    @Test
    void aFigureThatOnlyOneHasIsNotTakenForUnchanged() {
        toy.run();
        toy.retrace("run", toy.workflow().toString(), "--only", "figure-2b");

        Ended diff = toy.retrace("diff", "last~1", "last", "--json", "--check");

        assertEquals(CHECK_FAILED, diff.code(), diff.err());
        assertTrue(diff.err().contains("1 figure compared: 1 equivalent."), diff.err());
        assertTrue(diff.err().contains("only A has figure-5: Effects by layer\n"), diff.err());
        JsonNode json = Json.mapper().readTree(diff.out());
        assertFalse(json.path("complete").asBoolean() || json.path("changed").asBoolean());
    }

    @Test
    void theParamThatDiffersIsNamed() {
        toy.run();
        toy.run("shift=40");

        JsonNode areas = Json.mapper()
                .readTree(toy.retrace("diff", "last~1", "last", "--json").out())
                .path("surroundings");

        assertTrue(areas.toString().contains("{\"name\":\"shift\",\"a\":\"0\",\"b\":\"40\"}"), areas.toString());
        assertTrue(areas.toString().contains("effects · shift"), areas.toString());
    }

    @Test
    void theSamePairGivesTheSameBytes() throws IOException {
        toy.run();
        toy.run("seed=2");

        byte[] first =
                Files.readAllBytes(Path.of(toy.retrace("diff", "last~1", "last").last()));

        assertArrayEquals(
                first,
                Files.readAllBytes(Path.of(toy.retrace("diff", "last~1", "last").last())));
    }

    @Test
    void runsAreNamedByFolderReportOrCopyOfOne() throws IOException {
        Path report = toy.run();
        Path copy = Files.copy(report, folder.resolve("copy.html"));
        Path page = folder.resolve("out.html");

        Ended diff = toy.retrace(
                "diff", report.resolve("..").normalize().toString(), copy.toString(), "--output", page.toString());

        assertEquals(0, diff.code(), diff.err());
        assertEquals(page.toRealPath(), Path.of(diff.last()).toRealPath());
        assertEquals(0, toy.retrace("diff", report.toString(), "last").code());
    }

    @Test
    void modelsOfOtherDepthsAreComparedByRelativeDepth() {
        toy.run();
        toy.run("layers=12");

        JsonNode figure = Json.mapper()
                .readTree(toy.retrace("diff", "last~1", "last", "--json").out())
                .path("figures")
                .get(0);

        assertTrue(
                figure.path("notes").toString().contains("A has 8, B 12"),
                figure.path("notes").toString());
    }

    @Test
    void aWorkflowIsRunForBothSidesAndWhatIsKnownIsServed() {
        toy.run();

        Ended diff = toy.retrace(
                "diff",
                toy.workflow().toString(),
                "--left",
                "shift=0",
                "--right",
                "shift=40",
                "--set",
                "facts=40",
                "--check");

        assertEquals(CHECK_FAILED, diff.code(), diff.err());
        assertTrue(diff.err().contains("running " + toy.workflow() + " with shift=40"), diff.err());
        assertTrue(diff.err().contains("6 cells: 6 served"), diff.err());
        assertTrue(diff.last().endsWith("diff.html"), diff.out());
    }

    @Test
    void aWorkflowThatIsInvalidGivesTheExitCodeOfRun() {
        Ended diff = toy.retrace("diff", toy.workflow().toString(), "--left", "shfit=1", "--right", "shift=2");

        assertEquals(3, diff.code(), diff.err());
        assertTrue(diff.err().contains("shfit"), diff.err());
    }

    @Test
    void anUnknownRunIsToldWithWhatThereIs() {
        toy.run();

        Ended diff = toy.retrace("diff", "20200101-000000-0000", "last");

        assertEquals(1, diff.code());
        assertTrue(diff.err().contains("no run or file '20200101-000000-0000', but 20"), diff.err());
        assertEquals(1, toy.retrace("diff", "last~9", "last").code());
    }

    @Test
    void wrongUsageIsTwo() {
        for (List<String> wrong : List.of(
                List.of("diff"),
                List.of("diff", "last"),
                List.of("diff", "a", "b", "--left", "x=1"),
                List.of("diff", "last", "last", "--set", "x=1"),
                List.of("diff", "last", "last", "--margin", "much"))) {
            Ended diff = toy.retrace(wrong.toArray(String[]::new));

            assertEquals(2, diff.code(), diff.err());
            assertFalse(diff.err().contains("\tat "), diff.err());
        }
    }
}
