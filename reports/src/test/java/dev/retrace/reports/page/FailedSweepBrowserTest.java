package dev.retrace.reports.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.retrace.reports.page.Chromium.Visit;
import dev.retrace.reports.toy.ToyRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The report of a run of which a part failed, as a reader meets it. */
@Tag("browser")
class FailedSweepBrowserTest {

    private static final String WORKFLOW = """
            name: sweep
            description: One figure asks for a column that there is not, another for what was never made
            steps:
              effects:
                step: test-effects
                matrix: { seed: [1, 2] }
                with: { seed: "${matrix.seed}" }
              counts:
                step: count
                inputs: { tables: "effects[seed=1]" }
              figure-2b:
                step: plot
                inputs: { table: "effects[seed=1]" }
                with: { kind: heatmap, x: layer, y: bucket, value: ie, resamples: 50, paper-figure: 2b }
              figure-3a:
                step: plot
                inputs: { table: "effects[seed=2]" }
                with: { kind: heatmap, x: layer, y: token, value: ie, resamples: 50, paper-figure: 3a }
              figure-4:
                step: plot
                inputs: { table: counts }
                with: { kind: dots, y: stage, value: count, resamples: 50 }
              report:
                step: report
                inputs: { figures: [figure-2b, figure-3a, figure-4] }
                with: { title: A failed sweep }
            """;

    @TempDir
    private static Path folder;

    private static String page = "";

    @RegisterExtension
    static final OpenReport REPORT = new OpenReport(FailedSweepBrowserTest::write);

    private static Path write() throws IOException {
        Path workflow = Files.writeString(folder.resolve("sweep.yaml"), WORKFLOW);
        ToyRuns.Ended run = new ToyRuns(folder).retrace("run", workflow.toString(), "--keep-going");
        assertEquals(5, run.code(), run.err());
        Path report = Path.of("").toAbsolutePath().resolve(run.last());
        page = Files.readString(report);
        return report;
    }

    @Test
    void whatIsMissingIsNamedWithTheCauseAndHowToGoOn() {
        try (Visit visit = REPORT.open(1280, ColorScheme.LIGHT)) {
            PlaywrightAssertions.assertThat(visit.page.locator(".partial"))
                    .containsText("2 figures are missing: figure-3a figure-4");
            String shown = visit.page.locator("#fig-figure-3a").innerText();
            assertTrue(
                    shown.contains(
                            "figure-3a: table: there is no column 'token'; it has seed, fact, layer, layers, bucket, ie."
                                    + " Name one of these under 'with'"),
                    shown);
            String needs = visit.page.locator("#fig-figure-4").innerText();
            assertTrue(needs.contains("Missing: needs counts, which failed: "), needs);
            assertTrue(needs.contains("the same command makes what is missing"), needs);
            assertEquals(1, visit.page.locator(".chart svg").count());
            visit.screenshot("report-failed");
            visit.assertAccessible();
            visit.assertQuiet();
        }
    }

    @Test
    void itIsReadableInTheDarkAndOnANarrowScreen() {
        try (Visit visit = REPORT.open(320, ColorScheme.DARK)) {
            visit.screenshot("report-failed-narrow");
            visit.assertAccessible();
            visit.assertNoHorizontalScroll();
        }
    }

    @Test
    void aLinkLeadsToTheRunsPage() {
        try (Visit visit = REPORT.open(1280, ColorScheme.LIGHT)) {
            visit.page.locator(".missing .next a").first().click();

            PlaywrightAssertions.assertThat(visit.page).hasTitle("Run of sweep");
            assertEquals(
                    List.of(),
                    page.lines()
                            .filter(line -> line.contains(folder.toString()))
                            .toList(),
                    "the page names a folder");
        }
    }
}
