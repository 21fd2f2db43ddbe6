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
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Bars and lines as a reader meets them. */
@Tag("browser")
class SeriesBrowserTest {

    @TempDir
    private static Path folder;

    @RegisterExtension
    static final OpenReport REPORT = new OpenReport(SeriesBrowserTest::write);

    private static Path write() throws IOException {
        ObjectNode lines = Plots.series("lines")
                .put("series", "setting")
                .put("value", "relative_change")
                .put("title", "Knock-out by mean ablation");
        return new SampleReport(folder)
                .workflow("paper", "Bars and lines")
                .figure("bars", Plots.series("bars").put("title", "Path blocking"), paths())
                .figure("lines", lines, changes())
                .figure("boxes", Plots.series("boxes").put("title", "How facts differ"), spread())
                .figure("panels", Plots.series("lines").put("panel", "state").put("title", "Small multiples"), deep())
                .report("series.html");
    }

    @Test
    void bothDrawThemselvesOnALightAndADarkPage() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            try (Visit visit = REPORT.open(1280, scheme)) {
                assertEquals(4, visit.page.locator(".chart svg").count());
                assertTrue(visit.page.locator("#fig-lines .chart").textContent().contains("prompt, last token"));
                visit.screenshot("series-" + scheme.name().toLowerCase(java.util.Locale.ROOT));
                visit.assertQuiet();
                visit.assertAccessible();
            }
        }
    }

    @Test
    void theArrowKeysReadAndShowWhatATooltipSays() {
        try (Visit visit = REPORT.open(1280, ColorScheme.LIGHT)) {
            for (String figure : List.of("#fig-bars", "#fig-lines")) {
                Locator chart = visit.page.locator(figure + " .chart");
                chart.focus();
                visit.page.keyboard().press("ArrowRight");
                visit.page.keyboard().press("ArrowDown");

                String read = visit.page.locator(figure + " .reading").textContent();
                assertTrue(read.startsWith("layer 0, s") && read.endsWith("(n = 12)"), read);
                PlaywrightAssertions.assertThat(chart).containsText(read); // drawn a moment later
            }
            visit.assertQuiet();
        }
    }

    @Test
    void aNarrowScreenHasRoomForTheLegend() {
        try (Visit visit = REPORT.open(320, ColorScheme.LIGHT)) {
            visit.assertNoHorizontalScroll();
            visit.screenshot("series-narrow");
            visit.assertAccessible();
        }
    }

    @Test
    void aBoxIsReadWithItsQuartiles() {
        try (Visit visit = REPORT.open(1280, ColorScheme.LIGHT)) {
            Locator chart = visit.page.locator("#fig-boxes .chart");
            chart.focus();
            visit.page.keyboard().press("ArrowRight");

            String read = visit.page.locator("#fig-boxes .reading").textContent();
            assertTrue(read.startsWith("layer 0, h restored: median") && read.endsWith("(n = 41)"), read);
            PlaywrightAssertions.assertThat(chart).containsText(read);
            visit.assertQuiet();
        }
    }

    /** Whiskers stand where the remaining bars have moved to. */
    @Test
    void aHiddenSeriesTakesItsErrorsAlong() {
        try (Visit visit = REPORT.open(1280, ColorScheme.LIGHT)) {
            Locator button = visit.page.locator("#fig-bars .controls button").nth(1);
            assertEquals("s blocked", button.textContent());
            assertEquals("true", button.getAttribute("aria-pressed"));
            int before = marks(visit, "#fig-bars");
            button.focus();
            visit.page.keyboard().press("Enter");

            assertEquals("false", button.getAttribute("aria-pressed"));
            awaitFewer(visit, "#fig-bars", before);
            visit.screenshot("series-hidden");
            visit.assertAccessible();
            visit.page.locator("#fig-bars .chart").focus();
            visit.page.keyboard().press("ArrowRight");
            visit.page.keyboard().press("ArrowDown");
            String read = visit.page.locator("#fig-bars .reading").textContent();
            assertTrue(read.startsWith("layer 0, g blocked"), "the second row that is left: " + read);

            visit.page.emulateMedia(
                    new com.microsoft.playwright.Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
            awaitFewer(visit, "#fig-bars", before); // another theme forgets nothing
            button.click();
            PlaywrightAssertions.assertThat(visit.page.locator("#fig-bars .chart svg path"))
                    .hasCount(before);
            visit.assertQuiet();
        }
    }

    @Test
    void aClickOnTheDrawnLegendHidesTheBandToo() {
        try (Visit visit = REPORT.open(1280, ColorScheme.LIGHT)) {
            int before = marks(visit, "#fig-lines");
            Locator words = visit.page
                    .locator("#fig-lines .chart text")
                    .filter(new Locator.FilterOptions().setHasText("prompt, last token"));
            words.first().click();

            PlaywrightAssertions.assertThat(visit.page.locator("#fig-lines .controls [aria-pressed=false]"))
                    .hasText("prompt, last token");
            awaitFewer(visit, "#fig-lines", before - 2); // a line, its marks and its band
            visit.assertQuiet();
        }
    }

    @Test
    void manyColumnsAreZoomedByKeysButtonsAndPointer() {
        try (Visit visit = REPORT.open(1280, ColorScheme.LIGHT)) {
            Locator chart = visit.page.locator("#fig-panels .chart");
            Locator range = visit.page.locator("#fig-panels .controls [role=status]");
            Locator reading = visit.page.locator("#fig-panels .reading");
            assertEquals(
                    0, visit.page.locator("#fig-bars .controls [role=status]").count());
            assertEquals("0 to 63", range.textContent());
            chart.focus();
            visit.page.keyboard().press("End");
            visit.page.keyboard().press("End");
            assertTrue(reading.textContent().contains("layer 63"), reading.textContent());
            visit.page.keyboard().press("+");
            assertEquals("32 to 63", range.textContent());
            visit.page.keyboard().press("Home");
            assertTrue(reading.textContent().contains("layer 32"), reading.textContent());
            visit.page
                    .locator(
                            "#fig-panels .controls button",
                            new com.microsoft.playwright.Page.LocatorOptions().setHasText("Left"))
                    .click();
            assertEquals("16 to 47", range.textContent());
            visit.screenshot("series-zoomed");
            visit.assertAccessible();

            chart.evaluate("element => element.scrollIntoView({ block: 'start', behavior: 'instant' })");
            com.microsoft.playwright.options.BoundingBox box = chart.boundingBox();
            visit.page.mouse().move(box.x + box.width / 2, box.y + 150);
            visit.page.mouse().down();
            visit.page.mouse().move(box.x + box.width * 3 / 4, box.y + 160);
            visit.page.mouse().move(box.x + box.width * 3 / 4, box.y + 170);
            visit.page.mouse().up();
            assertTrue(range.textContent().matches("3[0-9] to (39|4[0-5])"), range.textContent());
            chart.focus();
            visit.page.keyboard().press("0");
            assertEquals("0 to 63", range.textContent());
            visit.assertQuiet();
        }
    }

    private static void awaitFewer(Visit visit, String figure, int marks) {
        visit.page.waitForFunction(
                "([marks, most]) => document.querySelectorAll(marks).length < most",
                List.of(figure + " .chart svg path", marks));
    }

    private static int marks(Visit visit, String figure) {
        return visit.page.locator(figure + " .chart svg path").count();
    }

    private static Table spread() {
        Table.Builder table = Table.of("fact", "layer", "blocked", "ie_proper");
        java.util.Random random = new java.util.Random(3);
        for (int fact = 0; fact < 41; fact++) {
            for (int layer = 0; layer < 12; layer++) {
                for (String blocked : List.of("none", "s", "g")) {
                    double tail = fact == 7 ? 1.5 : 0;
                    double shift = "none s g".indexOf(blocked) / 10.0;
                    table.row(
                            "fact-" + fact, layer, blocked, layer / 12.0 - shift + 0.2 * random.nextGaussian() + tail);
                }
            }
        }
        return table.build();
    }

    private static Table deep() {
        Table.Builder table = Table.of("fact", "layer", "blocked", "state", "ie_proper");
        for (int fact = 0; fact < 5; fact++) {
            for (int layer = 0; layer < 64; layer++) {
                for (String state : List.of("o", "g", "s")) {
                    for (String blocked : List.of("none", "attn")) {
                        double height = Math.sin(layer / 9.0 + state.charAt(0)) + fact / 10.0;
                        table.row("f" + fact, layer, blocked, state, blocked.equals("none") ? height : height / 2);
                    }
                }
            }
        }
        return table.build();
    }

    private static Table paths() {
        Table.Builder table = Table.of("fact", "layer", "blocked", "ie_proper");
        for (int fact = 0; fact < 12; fact++) {
            for (int layer = 0; layer < 16; layer++) {
                for (String blocked : List.of("none", "s", "g", "o")) {
                    double held = 1.0 / (1 + "none s g o".indexOf(blocked) / 3.0);
                    table.row("f" + fact, layer, blocked, held * (layer + fact % 5) / 20);
                }
            }
        }
        return table.build();
    }

    private static Table changes() {
        Table.Builder table = Table.of("fact", "layer", "setting", "relative_change");
        for (int fact = 0; fact < 12; fact++) {
            for (int layer = 0; layer < 16; layer++) {
                for (String setting : List.of("subject", "subj_last", "non_subject", "prompt_last")) {
                    double depth = setting.length() / 12.0 - 1.2;
                    table.row("f" + fact, layer, setting, depth * Math.sin(layer / 4.0) + fact % 4 / 20.0);
                }
            }
        }
        return table.build();
    }
}
