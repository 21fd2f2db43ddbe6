package dev.retrace.reports.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import dev.retrace.engine.table.Table;
import dev.retrace.reports.figure.Plots;
import dev.retrace.reports.page.Chromium.Visit;
import dev.retrace.reports.text.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/** The report as a reader meets it: a file, opened without a network. */
@Tag("browser")
class ReportBrowserTest {

    private static final String HOSTILE =
            "</script><script>document.title='owned'</script><!-- \"'\u202E\u2028\u0007 {a|b}";

    @TempDir
    private static Path folder;

    @RegisterExtension
    static final OpenReport REPORT = new OpenReport(() -> SampleReport.write(folder));

    @Test
    void theReportDrawsItselfAndAsksForNothing() {
        try (Visit visit = REPORT.open(1280, ColorScheme.LIGHT)) {
            assertEquals(2, visit.page.locator(".chart svg").count());
            assertEquals(SampleReport.LAYERS * 6, cells(visit).count());
            visit.screenshot("report-light");
            visit.assertQuiet();
            visit.assertAccessible();
            visit.assertNoHorizontalScroll();
        }
    }

    @Test
    void pointingAtACellShowsItsValue() {
        try (Visit visit = REPORT.open(1280, ColorScheme.LIGHT)) {
            chart(visit).scrollIntoViewIfNeeded();
            cells(visit).first().hover();

            assertTrue(chart(visit).textContent().contains("(n = 19)"), chart(visit)::textContent);
            visit.assertAccessible();
            visit.assertQuiet();
        }
    }

    @Test
    void theArrowKeysReadTheCells() {
        try (Visit visit = REPORT.open(1280, ColorScheme.LIGHT)) {
            Locator reading = visit.page.locator("#fig-figure-2b .reading");
            chart(visit).focus();

            visit.page.keyboard().press("ArrowRight");
            assertEquals("layer 0, before the subject: no token of this kind", reading.textContent());
            visit.page.keyboard().press("ArrowDown");
            visit.page.keyboard().press("ArrowDown");
            visit.page.keyboard().press("ArrowDown");
            visit.page.keyboard().press("End");
            assertTrue(reading.textContent().startsWith("layer 15, subject, last: 0."), reading::textContent);
            visit.screenshot("report-keyboard");
            visit.page.keyboard().press("Escape");
            assertEquals("", reading.textContent());
            visit.assertQuiet();
        }
    }

    @Test
    void theDarkPageIsAccessibleToo() {
        try (Visit visit = REPORT.open(1280, ColorScheme.DARK)) {
            visit.screenshot("report-dark");
            visit.assertAccessible();
            visit.page.locator("[data-theme-toggle]").click();
            assertEquals("light", visit.page.locator("html").getAttribute("data-theme"));
            assertEquals("Dark page", visit.page.locator("[data-theme-toggle]").textContent());
            visit.assertAccessible();
            visit.assertQuiet();
        }
    }

    @Test
    void openDetailsShowHowAFigureWasMadeAndItsTable() {
        try (Visit visit = REPORT.open(1280, ColorScheme.LIGHT)) {
            visit.page.evaluate("() => document.querySelectorAll('details').forEach((d) => { d.open = true; })");

            PlaywrightAssertions.assertThat(visit.page.locator("#fig-figure-2b .values tbody tr"))
                    .hasCount(SampleReport.LAYERS * 6);
            assertEquals(
                    "15further0.05060.00639190.03730.0631",
                    visit.page
                            .locator("#fig-figure-2b .values tbody tr")
                            .nth(5 * SampleReport.LAYERS - 1)
                            .textContent());
            visit.screenshot("report-details");
            visit.assertAccessible();
            visit.assertQuiet();
        }
    }

    @Test
    void theCitationIsCopiedAndSavedFromDisk() throws IOException {
        try (Visit visit = REPORT.open(1280, ColorScheme.LIGHT)) {
            String text = visit.page.locator("#bibtex").textContent();
            visit.page.locator("[data-copy=bibtex]").click();
            PlaywrightAssertions.assertThat(visit.page.locator("#cite .said")).hasText("Copied.");
            Download download = visit.page.waitForDownload(
                    () -> visit.page.locator("[data-save=bibtex]").click());

            assertTrue(download.suggestedFilename().matches("retrace-paper-[0-9a-f]{12}\\.bib"));
            assertEquals(text, new String(download.createReadStream().readAllBytes(), StandardCharsets.UTF_8));
            visit.page.locator("[data-copy=command]").click();
            PlaywrightAssertions.assertThat(visit.page.locator(".command .said"))
                    .hasText("Copied.");
            visit.assertAccessible();
            visit.assertQuiet();
        }
    }

    /** Where the browser refuses the clipboard, the words are selected. */
    @Test
    void aPageWithoutAClipboardCopiesByTheSelection() {
        try (Visit visit = REPORT.open(1280, ColorScheme.LIGHT)) {
            visit.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }");
            visit.page.locator("[data-copy=bibtex]").click();

            PlaywrightAssertions.assertThat(visit.page.locator("#cite .said"))
                    .not()
                    .isEmpty();
            assertTrue(visit.page
                    .evaluate("() => getSelection().toString()")
                    .toString()
                    .contains("@misc{retrace-paper-"));
        }
    }

    @Test
    void printDrawsWhatWasFarFromTheView() {
        try (Visit visit = REPORT.open(1280, ColorScheme.LIGHT)) {
            byte[] pdf = visit.page.pdf();

            assertTrue(new String(pdf, StandardCharsets.ISO_8859_1).startsWith("%PDF"));
            assertEquals(2, visit.page.locator(".chart svg").count());
        }
    }

    @Test
    void aMissingFigureStandsInItsPlaceWithTheReason() {
        try (Visit visit = REPORT.open(1280, ColorScheme.LIGHT)) {
            assertEquals(
                    List.of("fig-figure-2b", "fig-figure-3a", "fig-figure-3c", "provenance", "cite"),
                    visit.page.locator("main > section").all().stream()
                            .map(section -> section.getAttribute("id"))
                            .toList());
            assertEquals(
                    List.of(false, true, false),
                    visit.page.locator(".contents li").all().stream()
                            .map(line -> line.textContent().contains("missing"))
                            .toList());
            String section = visit.page.locator("#fig-figure-3a").innerText();
            assertTrue(section.contains("trace-window[state=o]#2 failed: out of memory"), section);
        }
    }

    @Test
    void aNarrowScreenNeedsNoSidewaysScrolling() {
        try (Visit visit = REPORT.open(320, ColorScheme.LIGHT)) {
            visit.page.evaluate("() => document.querySelectorAll('details').forEach((d) => { d.open = true; })");
            visit.assertNoHorizontalScroll();
            visit.assertAccessible();
            visit.page.evaluate("() => document.querySelectorAll('details').forEach((d) => { d.open = false; })");
            visit.screenshot("report-narrow");
            visit.assertAccessible();
        }
    }

    @Test
    void printIsLightWhateverThePageIs() {
        try (Visit visit = REPORT.open(1000, ColorScheme.DARK)) {
            visit.page.emulateMedia(new com.microsoft.playwright.Page.EmulateMediaOptions().setMedia(Media.PRINT));

            assertEquals(
                    "rgb(255, 255, 255)", visit.page.evaluate("() => getComputedStyle(document.body).backgroundColor"));
            assertFalse(visit.page.locator(".downloads").first().isVisible());
        }
    }

    @Test
    void aLinkLeadsToItsFigure() {
        try (Visit visit = REPORT.open(1280, ColorScheme.LIGHT)) {
            visit.page.navigate(REPORT.file().toUri() + "#fig-figure-3c");

            assertEquals("fig-figure-3c", visit.page.evaluate("() => document.querySelector(':target').id"));
        }
    }

    @Test
    void theDataAreSavedAsCsv() throws IOException {
        List<String> lines = new String(saved("csv", "figure-2b.csv"), StandardCharsets.UTF_8)
                .lines()
                .toList();

        assertEquals("layer,bucket,mean,se,n,low,high", lines.get(0));
        assertEquals("0,prefix,,,0,,", lines.get(1));
        assertTrue(
                lines.get(1 + 3 * SampleReport.LAYERS).matches("0,subject_last,0\\.\\d+,0\\.\\d+,19,0\\.\\d+,0\\.\\d+"),
                lines::toString);
        assertEquals(1 + 6 * SampleReport.LAYERS, lines.size());
    }

    @Test
    void theDrawingIsSavedAsSvg() throws Exception {
        byte[] svg = saved("svg", "figure-2b.svg");

        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(svg));
        assertEquals("svg", document.getDocumentElement().getTagName());
        assertTrue(new String(svg, StandardCharsets.UTF_8).contains("subject, last but one"));
    }

    @Test
    void theDrawingIsSavedAsPng() throws IOException {
        byte[] png = saved("png", "figure-2b.png");

        assertEquals(3 * 960, ImageIO.read(new ByteArrayInputStream(png)).getWidth());
        Files.write(Chromium.screenshots().resolve("saved.png"), png);
    }

    @Test
    void theOptionIsSavedAsJson() throws IOException {
        byte[] json = saved("json", "figure-2b.echarts.json");

        assertEquals(
                "heatmap", Json.mapper().readTree(json).at("/series/0/type").asString());
    }

    @Test
    void wordsOfStrangersStayWords() throws Exception {
        Table table = Table.of("fact", "layer", "bucket", "ie", "relation")
                .row("a", 0, HOSTILE, 1, HOSTILE)
                .row("a", 1, "other", 2, HOSTILE)
                .build();
        Path hostile = new SampleReport(Files.createDirectories(folder.resolve("hostile")))
                .workflow(HOSTILE, HOSTILE)
                .figure(HOSTILE, Plots.heatMap().put("title", HOSTILE).put("caption", HOSTILE), table)
                .figure("lines", Plots.series("lines").put("title", HOSTILE), strangers())
                .figure("boxes", Plots.series("boxes").put("x-label", HOSTILE), strangers())
                .missing(HOSTILE, HOSTILE)
                .param("model", HOSTILE)
                .param("it's", "\n$(rm -rf ~) `x`")
                .citing("@misc{a,\n  title = {" + HOSTILE + "}\n}")
                .report("hostile.html");

        try (Visit visit = REPORT.open(hostile, 1280, ColorScheme.LIGHT)) {
            assertTrue(
                    visit.page.title().startsWith("</script><script>document.title='owned'</script><!-- \"'‹U+202E›"));
            chart(visit).first().focus();
            visit.page.keyboard().press("ArrowRight");
            assertTrue(visit.page.locator(".reading").first().textContent().contains("‹U+2028›␇ {a|b}: 1"));
            PlaywrightAssertions.assertThat(chart(visit)).containsText("</script><script>"); // the tooltip, as it is
            byte[] svg = save(visit, ".figure", "svg").readAllBytes();
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(svg));
            visit.page.evaluate("() => document.querySelectorAll('details').forEach((d) => { d.open = true; })");
            PlaywrightAssertions.assertThat(visit.page.locator("#fig-boxes .values tbody"))
                    .containsText("</script><script>");
            visit.page.locator("#fig-lines .controls button").first().click();
            String seen = visit.page.locator("body").innerText();
            assertFalse(seen.contains("\u202E") || seen.contains("\u2028") || seen.contains("\u0007"), seen);
            assertTrue(
                    visit.page.locator("#command").textContent().contains("'it'\\''s=␊$(rm -rf ~) `x`'"),
                    visit.page.locator("#command")::textContent);
            assertEquals(0, visit.page.locator("section script:not(.data)").count());
            visit.screenshot("report-hostile");
            visit.assertAccessible();
            visit.assertNoHorizontalScroll();
            visit.assertQuiet();
        }
    }

    private static Table strangers() {
        return Table.of("fact", "layer", "blocked", "ie_proper")
                .row(HOSTILE, HOSTILE, HOSTILE, 90)
                .row("b", HOSTILE, HOSTILE, 1)
                .row("c", HOSTILE, HOSTILE, 2)
                .row("d", HOSTILE, HOSTILE, 3)
                .row("e", HOSTILE, HOSTILE, 4)
                .row("a", 1, "s", 2)
                .build();
    }

    private static byte[] saved(String kind, String expectedName) throws IOException {
        try (Visit visit = REPORT.open(1280, ColorScheme.DARK)) {
            Download download = visit.page.waitForDownload(() -> visit.page
                    .locator("#fig-figure-2b [data-download=" + kind + "]")
                    .click());
            assertEquals(expectedName, download.suggestedFilename());
            visit.assertQuiet();
            return download.createReadStream().readAllBytes();
        }
    }

    private static java.io.InputStream save(Visit visit, String figure, String kind) {
        return visit.page
                .waitForDownload(() -> visit.page
                        .locator(figure + " [data-download=" + kind + "]")
                        .first()
                        .click())
                .createReadStream();
    }

    private static Locator chart(Visit visit) {
        return visit.page.locator(".chart").first();
    }

    /** The cells of the first heat map: the paths that are filled, less the colour bar. */
    private static Locator cells(Visit visit) {
        return visit.page.locator(
                "#fig-figure-2b .chart svg path[fill^='rgb'], #fig-figure-2b .chart svg path[fill='#ffffff'], #fig-figure-2b .chart svg path[fill='#fff']");
    }
}
