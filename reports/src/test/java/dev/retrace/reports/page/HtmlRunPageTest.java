package dev.retrace.reports.page;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.provenance.RunStory;
import dev.retrace.engine.run.RunPage;
import dev.retrace.reports.chart.ChartLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;

class HtmlRunPageTest {

    private static final int BUDGET = 4 << 20;

    @Test
    void theEngineFindsThePage() {
        assertEquals(
                HtmlRunPage.class,
                ServiceLoader.load(RunPage.class).findFirst().orElseThrow().getClass());
    }

    @Test
    void theChartingLibraryHasTheDigestThatPagesName() throws IOException {
        try (InputStream library = Frame.class.getResourceAsStream(ChartLibrary.RESOURCE)) {
            byte[] digest = DigestUtils.sha256(Objects.requireNonNull(library));

            assertEquals(ChartLibrary.SHA256, Base64.getEncoder().encodeToString(digest));
        }
    }

    @Test
    void thePageLinksToTheReportsThatExist() {
        assertTrue(page(SampleRun.mixed()).contains("href=\"report.html\">Report</a>"));
        assertFalse(page(empty(List.of())).contains("report.html"));
        assertTrue(page(empty(List.of("all[n=1].html", "b.html")))
                .contains("href=\"all%5Bn=1%5D.html\">all[n=1].html</a>"));
    }

    /** Eight cells, shard i taking 140 + 0.9 i seconds: 8 * 140 + 0.9 * 28 = 1145.2 s. */
    @Test
    void stepsAreCountedByState() {
        RunView view = RunView.of(SampleRun.mixed());

        assertEquals(List.of("served", "computed", "failed", "skipped"), view.states());
        assertEquals("16 cells: 2 served, 12 computed, 1 failed, 1 skipped", view.summary());
        assertTrue(view.steps()
                .contains(new RunView.StepCounts(
                        "trace-h", "patch", "mamba, pairs", 8, List.of(0, 8, 0, 0), "19 min 5 s")));
    }

    @Test
    void aCellIsAnArrayThatRefersToWhatRepeats() {
        RunData data = RunData.of(SampleRun.mixed());

        assertEquals(List.of("served", "computed", "failed", "skipped"), data.states());
        assertEquals(List.of("cpu-0", "cpu-1", "engine"), data.lanes());
        assertArrayEquals(
                new Object[] {"#1", 4, 1, 142_000L, 140_900L, 1, "30b26b09329b", 0},
                data.cells().get(5));
        assertArrayEquals(
                new Object[] {"", 7, 3, -1L, 0L, -1, "", 2}, data.cells().get(14));
        assertEquals("needs trace-o, which failed or was skipped", data.texts().get(2));
    }

    /** Pages of runs that only repeat what an earlier one said are filled in by that. */
    @Test
    void theIdAndTheTimeOfARunOfOneInstantStandOnItsPageAsTheyAreWritten() {
        String one = page(instant("run-0123456789abcdef", "2031-05-17T03:22:11.123456789Z"));
        String other = page(instant("20261121-093000-8000", "2026-11-21T09:30:00.987654321Z"));

        assertTrue(one.contains("run-0123456789abcdef"));
        assertEquals(
                other,
                one.replace("run-0123456789abcdef", "20261121-093000-8000")
                        .replace("2031-05-17T03:22:11.123456789Z", "2026-11-21T09:30:00.987654321Z"));
    }

    private static RunStory instant(String id, String time) {
        RunStory.Cell cell = new RunStory.Cell("all", 0, "served", 0, 0, "", "30b26b09329b", "", "");
        return new RunStory(
                id,
                "paper",
                "paper.yaml",
                Instant.parse(time),
                Instant.parse(time),
                "done",
                new TreeMap<>(),
                List.of(new RunStory.Step("all", "patch", List.of())),
                List.of(cell),
                List.of("report.html"));
    }

    @Test
    void aPageOfTenThousandCellsIsSmall() {
        assertTrue(new HtmlRunPage().render(SampleRun.sweep(10_000)).length < BUDGET);
    }

    @Test
    void aRunOfNothingIsAPage() {
        assertTrue(page(empty(List.of())).contains("Nothing was started in this run."));
    }

    @Test
    void durationsReadWell() {
        assertEquals("340 ms", RunView.duration(340));
        assertEquals("1.5 s", RunView.duration(1_500));
        assertEquals("4 min 12 s", RunView.duration(252_000));
        assertEquals("2 h 5 min", RunView.duration(7_500_000));
    }

    private static RunStory empty(List<String> reports) {
        return new RunStory(
                "20261121-220000-7f3a",
                "",
                "w.yaml",
                Instant.EPOCH,
                Instant.EPOCH,
                "done",
                new TreeMap<>(),
                List.of(),
                List.of(),
                reports);
    }

    private static String page(RunStory run) {
        return new String(new HtmlRunPage().render(run), StandardCharsets.UTF_8);
    }
}
