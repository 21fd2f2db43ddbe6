package dev.retrace.reports.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.retrace.engine.table.Table;
import dev.retrace.reports.figure.Plots;
import dev.retrace.reports.page.Chromium.Visit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** A report of as many figures, as large, as a paper has them. */
@Tag("browser")
class WholePaperBrowserTest {

    private static final long BUDGET = 4L << 20;
    private static final int FIGURES = 30;
    private static final int LAYERS = 64;
    private static final List<String> BUCKETS =
            List.of("prefix", "subject_earlier", "subject_2nd_last", "subject_last", "further", "last");

    @TempDir
    private static Path folder;

    @RegisterExtension
    static final OpenReport REPORT = new OpenReport(WholePaperBrowserTest::write);

    private static Path write() throws IOException {
        SampleReport report = new SampleReport(folder).workflow("paper", "As large as a paper");
        for (int i = 0; i < FIGURES; i++) {
            ObjectNode parameters = i % 3 == 2 ? Plots.series(i % 2 == 0 ? "bars" : "lines") : Plots.heatMap();
            parameters.put("resamples", 20).put("title", "Figure number " + i);
            if (i % 6 == 0) {
                parameters.put("published", "romba/2b").put("scale-min", 0).put("scale-max", 0.8);
            }
            report.figure("figure-" + i, parameters, effects(i));
        }
        return report.report("whole.html");
    }

    @Test
    void weighsLittle() throws IOException {
        long bytes = Files.size(REPORT.file());

        System.out.printf("page of %d figures: %d bytes%n", FIGURES, bytes);
        assertTrue(bytes < BUDGET, () -> bytes + " bytes");
    }

    /** Time is told, not asserted: it is the machine's. */
    @Test
    void isUsableBeforeAllIsDrawn() {
        try (Visit visit = REPORT.open(1280, ColorScheme.LIGHT)) {
            System.out.printf(
                    "usable after %s ms; all %d charts drawn after at most %s ms%n",
                    visit.page.evaluate("() => Math.round(performance.getEntriesByType('navigation')[0].loadEventEnd)"),
                    FIGURES,
                    visit.page.evaluate("() => Math.round(performance.now())"));
            assertEquals(FIGURES, visit.page.locator(".chart svg").count());
            visit.assertQuiet();
        }
    }

    /** Ours above the published one: both show the same part of the model. */
    @Test
    void aHeatMapOfManyLayersIsZoomed() {
        try (Visit visit = REPORT.open(1280, ColorScheme.LIGHT)) {
            Locator chart = visit.page.locator("#fig-figure-0 .chart");
            Locator marks = visit.page.locator("#fig-figure-0 .chart svg path");
            int all = marks.count();
            chart.focus();
            visit.page.keyboard().press("+");

            PlaywrightAssertions.assertThat(visit.page.locator("#fig-figure-0 .controls [role=status]"))
                    .hasText("16 to 47");
            visit.page.waitForFunction(
                    "([marks, most]) => document.querySelectorAll(marks).length < most",
                    List.of("#fig-figure-0 .chart svg path", all * 3 / 4));
            visit.page.keyboard().press("ArrowRight");
            String read = visit.page.locator("#fig-figure-0 .reading").textContent();
            assertTrue(read.startsWith("ours, layer 16, "), read);
            chart.screenshot(new Locator.ScreenshotOptions()
                    .setPath(Chromium.screenshots().resolve("whole-zoomed.png")));
            visit.page.keyboard().press("0");
            PlaywrightAssertions.assertThat(marks.nth(all - 1)).isAttached();
            visit.assertQuiet();
        }
    }

    @Test
    void aDeepLinkLeadsFarDownAndStaysThere() {
        try (Visit visit = REPORT.open(1280, ColorScheme.LIGHT)) {
            visit.page.navigate(REPORT.file().toUri() + "#fig-figure-25");
            visit.awaitCharts();

            PlaywrightAssertions.assertThat(visit.page.locator("#fig-figure-25 h2"))
                    .isInViewport();
        }
    }

    private static Table effects(int seed) {
        Random noise = new Random(seed);
        Table.Builder table = Table.of("fact", "relation", "layer", "bucket", "blocked", "ie");
        for (int fact = 0; fact < 3; fact++) {
            for (int layer = 0; layer < LAYERS; layer++) {
                for (String bucket : BUCKETS) {
                    List<String> blocked = List.of("none", "s", "g", "o");
                    table.row(
                            "fact-" + fact,
                            "place_in_city",
                            layer,
                            bucket,
                            blocked.get(BUCKETS.indexOf(bucket) % blocked.size()),
                            0.5 * Math.sin(layer / 12.0) + 0.1 * noise.nextGaussian());
                }
            }
        }
        return table.build();
    }
}
