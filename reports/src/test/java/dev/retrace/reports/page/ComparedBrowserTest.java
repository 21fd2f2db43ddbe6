package dev.retrace.reports.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import dev.retrace.engine.table.Table;
import dev.retrace.reports.figure.Plots;
import dev.retrace.reports.page.Chromium.Visit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Published values beside ours, our drawings, and tables, as a reader meets them. */
@Tag("browser")
class ComparedBrowserTest {

    @TempDir
    private static Path folder;

    @RegisterExtension
    static final OpenReport REPORT = new OpenReport(ComparedBrowserTest::write);

    private static Path write() throws IOException {
        ObjectNode counts = Plots.heatMap()
                .put("kind", "table")
                .put("x", "stage")
                .put("y", "relation")
                .put("value", "count")
                .put("unit", "relation")
                .put("title", "Facts by relation");
        return new SampleReport(folder)
                .workflow("paper", "Ours beside theirs")
                .schematic("figure-1", "block")
                .schematic("figure-2a", "patching")
                .figure(
                        "figure-2b",
                        Plots.heatMap()
                                .put("title", "Restoring h")
                                .put("published", "romba/2b")
                                .put("scale-min", 0)
                                .put("scale-max", 0.8))
                .schematic("figure-4", "path-blocking")
                .figure("figure-5a", Plots.series("bars").put("published", "romba/5a"), paths())
                .schematic("figure-8", "knock-out")
                .figure("relations", counts, counts())
                .report("compared.html");
    }

    @Test
    void everyKindShowsItselfOnALightAndADarkPage() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            try (Visit visit = REPORT.open(1280, scheme)) {
                assertEquals(2, visit.page.locator(".chart svg").count());
                assertEquals(4, visit.page.locator(".schematic svg").count());
                assertEquals(
                        3, visit.page.locator("#fig-relations .pivot tbody tr").count());
                visit.screenshot("compared-" + scheme.name().toLowerCase(Locale.ROOT));
                visit.assertQuiet();
                visit.assertAccessible();
                visit.assertNoHorizontalScroll();
            }
        }
    }

    @Test
    void aNarrowScreenHasRoomForBothPanels() {
        try (Visit visit = REPORT.open(360, ColorScheme.LIGHT)) {
            visit.screenshot("compared-narrow");
            visit.assertNoHorizontalScroll();
            visit.assertAccessible();
            visit.assertQuiet();
        }
    }

    @Test
    void theArrowKeysReadThePublishedValuesBelowOurs() {
        try (Visit visit = REPORT.open(1280, ColorScheme.LIGHT)) {
            Locator chart = visit.page.locator("#fig-figure-2b .chart");
            chart.focus();
            visit.page.keyboard().press("ArrowRight");
            for (int row = 0; row < 11; row++) {
                visit.page.keyboard().press("ArrowDown");
            }
            visit.page.keyboard().press("End");

            assertEquals(
                    "published, layer 63, last token: ≥ 0.8",
                    visit.page.locator("#fig-figure-2b .reading").textContent());
            visit.assertQuiet();
        }
    }

    @Test
    void theComparisonIsASentenceAndATable() {
        try (Visit visit = REPORT.open(1280, ColorScheme.LIGHT)) {
            String sentence = visit.page.locator("#fig-figure-2b .agreement").textContent();
            assertTrue(sentence.startsWith("Against Mamba-2.8b (64 layers beside our 16"), sentence);
            visit.page.locator("#fig-figure-2b details.rows summary").click();
            assertEquals(
                    4,
                    visit.page.locator("#fig-figure-2b details.rows tbody tr").count());
            visit.assertAccessible();
        }
    }

    @Test
    void aDrawingIsSavedAsAFileOfItsOwn() throws Exception {
        try (Visit visit = REPORT.open(1280, ColorScheme.DARK)) {
            byte[] svg = visit.page
                    .waitForDownload(() -> visit.page
                            .locator("#fig-figure-1 [data-download=svg]")
                            .click())
                    .createReadStream()
                    .readAllBytes();

            assertEquals(
                    "svg",
                    DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(new ByteArrayInputStream(svg))
                            .getDocumentElement()
                            .getTagName());
            assertEquals(
                    0, visit.page.locator("#fig-figure-1 [data-download=csv]").count());
        }
    }

    private static Table paths() {
        Table.Builder table = Table.of("fact", "layer", "blocked", "ie_proper");
        for (int fact = 0; fact < 6; fact++) {
            for (int layer = 0; layer < 16; layer++) {
                for (String blocked : List.of("none", "s", "g", "o")) {
                    table.row("f" + fact, layer, blocked, (layer + fact) / (20.0 + blocked.length()));
                }
            }
        }
        return table.build();
    }

    private static Table counts() {
        return Table.of("relation", "stage", "count")
                .row("capital", "facts", 24)
                .row("capital", "known", 19)
                .row("sport", "facts", 318)
                .row("sport", "known", 221)
                .row("all", "facts", 342)
                .row("all", "known", 240)
                .build();
    }
}
