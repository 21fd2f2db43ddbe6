package dev.retrace.reports.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import dev.retrace.reports.page.Chromium.Visit;
import dev.retrace.reports.toy.ToyRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A diff as a reader meets it. */
@Tag("browser")
class DiffBrowserTest {

    private static final String HOSTILE = "</script><b onclick=alert(1)>\u202E\"'&";

    @TempDir
    private static Path folder;

    private static Chromium chromium;
    private static Path changed;
    private static Path same;

    @BeforeAll
    static void start() throws IOException {
        chromium = Chromium.start();
        ToyRuns toy = new ToyRuns(folder);
        toy.run("further=" + HOSTILE);
        toy.run("further=" + HOSTILE, "shift=40", "layers=12");
        changed = diff(toy, "last~1", "last", "changed.html");
        same = diff(toy, "last", "last", "same.html");
    }

    private static Path diff(ToyRuns toy, String a, String b, String name) {
        Path page = folder.resolve(name);
        ToyRuns.Ended diff = toy.retrace("diff", a, b, "--output", page.toString());
        assertEquals(0, diff.code(), diff.err());
        return page;
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void everyFigureDrawsItselfOnALightAndADarkPageAndInPrint() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            try (Visit visit = chromium.open(changed, 1280, scheme)) {
                assertEquals(4, visit.page.locator(".chart svg").count());
                visit.screenshot("diff-" + scheme.name().toLowerCase(Locale.ROOT));
                visit.assertAccessible();
                visit.page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
                visit.assertAccessible();
                visit.assertQuiet();
            }
        }
    }

    @Test
    void theArrowKeysReadBothRunsAndTheirDifference() {
        try (Visit visit = chromium.open(changed, 1280, ColorScheme.LIGHT)) {
            Locator chart = visit.page.locator("#fig-figure-2b .chart");
            Locator reading = visit.page.locator("#fig-figure-2b .reading");
            chart.focus();
            visit.page.keyboard().press("ArrowRight");
            assertTrue(reading.textContent().startsWith("A, relative depth 0"), reading.textContent());
            for (int row = 0; row < 6; row++) {
                visit.page.keyboard().press("ArrowDown");
            }
            String read = reading.textContent();
            assertTrue(read.startsWith("B \u2212 A, relative depth 0"), read);
            PlaywrightAssertions.assertThat(chart).containsText(read); // drawn a moment later
            visit.page.keyboard().press("Escape");
            visit.assertQuiet();
        }
    }

    @Test
    void theLargestChangeLeadsToItsFigure() {
        try (Visit visit = chromium.open(changed, 1280, ColorScheme.LIGHT)) {
            Locator first = visit.page.locator(".changes li").first();
            assertTrue(first.textContent().startsWith("changed"), first.textContent());
            String target = first.locator("a").getAttribute("href");
            first.locator("a").click();
            PlaywrightAssertions.assertThat(visit.page.locator(target + ":target"))
                    .isVisible();
        }
    }

    @Test
    void theSameRunSaysEquivalent() {
        try (Visit visit = chromium.open(same, 1280, ColorScheme.LIGHT)) {
            assertEquals(
                    List.of("equivalent", "equivalent", "equivalent", "equivalent"),
                    visit.page.locator(".claim .verdict").allTextContents());
            PlaywrightAssertions.assertThat(visit.page.locator("#changes")).containsText("None");
            PlaywrightAssertions.assertThat(visit.page.locator("#beside")).containsText("Nothing");
            visit.screenshot("diff-same");
            visit.assertAccessible();
            visit.assertQuiet();
        }
    }

    @Test
    void aNarrowScreenDoesNotScrollSideways() {
        try (Visit visit = chromium.open(changed, 320, ColorScheme.LIGHT)) {
            visit.assertNoHorizontalScroll();
            visit.screenshot("diff-narrow");
            visit.assertAccessible();
        }
    }

    @Test
    void textOfStrangersIsShownAndNotObeyed() throws IOException {
        String page = Files.readString(changed);
        assertFalse(page.contains("<b onclick"), "markup of a stranger");
        try (Visit visit = chromium.open(changed, 1280, ColorScheme.LIGHT)) {
            assertEquals(0, visit.page.locator("b[onclick]").count());
            assertFalse(visit.page.locator("body").innerText().contains("\u202E"), "a direction mark that is read");
            assertTrue(visit.page.locator("#fig-figure-2b table").textContent().contains("</script>"));
            visit.assertQuiet();
        }
    }

    @Test
    void downloadsWorkFromDisk() {
        try (Visit visit = chromium.open(changed, 1280, ColorScheme.LIGHT)) {
            for (String kind : List.of("csv", "svg", "png", "json")) {
                String name = visit.page
                        .waitForDownload(() -> visit.page
                                .locator("#fig-figure-2b [data-download=" + kind + "]")
                                .click())
                        .suggestedFilename();
                assertTrue(name.startsWith("diff-figure-2b."), name);
            }
            visit.assertNoComplaints();
        }
    }
}
