package dev.retrace.reports.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.retrace.engine.provenance.RunStory;
import dev.retrace.reports.page.Chromium.Visit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a run as a reader meets it. */
@Tag("browser")
class RunBrowserTest {

    private static final int SWEEP = 10_000;

    @TempDir
    private static Path folder;

    private static Chromium chromium;
    private static Path run;
    private static Path sweep;

    @BeforeAll
    static void start() throws IOException {
        chromium = Chromium.start();
        run = page("run.html", SampleRun.mixed());
        sweep = page("sweep.html", SampleRun.sweep(SWEEP));
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void thePageDrawsItselfAndAsksForNothing() {
        try (Visit visit = chromium.open(run, 1280, ColorScheme.LIGHT)) {
            assertEquals(2, visit.page.locator(".chart svg").count());
            visit.screenshot("run-light");
            visit.assertQuiet();
            visit.assertAccessible();
            visit.assertNoHorizontalScroll();
        }
    }

    @Test
    void theArrowKeysReadTheLanes() {
        try (Visit visit = chromium.open(run, 1280, ColorScheme.LIGHT)) {
            visit.page.locator("#timeline .chart").focus();
            visit.page.keyboard().press("ArrowRight");
            visit.page.keyboard().press("ArrowDown");

            assertEquals(
                    "known: computed after 3.0 s, 1 min 36 s · no earlier record",
                    visit.page.locator("#timeline .reading").textContent());
            PlaywrightAssertions.assertThat(visit.page.locator("#timeline .chart"))
                    .containsText("known: computed"); // drawn a moment later
            visit.assertQuiet();
        }
    }

    /** From the first source to what reads it, and on. */
    @Test
    void theArrowKeysFollowTheSteps() {
        try (Visit visit = chromium.open(run, 1280, ColorScheme.LIGHT)) {
            visit.page.locator("#steps .chart").focus();
            for (int layer = 0; layer < 4; layer++) {
                visit.page.keyboard().press("ArrowRight");
            }

            String reading = visit.page.locator("#steps .reading").textContent();
            assertTrue(reading.startsWith("trace-"), reading);
            assertTrue(reading.endsWith("; reads mamba, pairs"), reading);
            visit.assertQuiet();
        }
    }

    @Test
    void failuresAreListedFirstAndAllCellsOnRequest() {
        try (Visit visit = chromium.open(run, 1280, ColorScheme.LIGHT)) {
            assertEquals(1, visit.page.locator(".cells tbody tr").count());
            assertTrue(visit.page
                    .locator(".cells tbody")
                    .textContent()
                    .contains("out of memory: needs 7.4 GB, 6.1 GB are free · param window: 1 -> 10"));

            visit.page.locator(".by-state").selectOption("");

            assertEquals(16, visit.page.locator(".cells tbody tr").count());
            visit.assertAccessible();
        }
    }

    @Test
    void tenThousandCellsAreFewMarksAndFewRows() {
        try (Visit visit = chromium.open(sweep, 1280, ColorScheme.LIGHT)) {
            int marks = visit.page.locator("#timeline .chart svg path").count();
            assertTrue(marks > 4 && marks < 3000, () -> marks + " marks");
            assertTrue(visit.page.locator("#timeline .joined").isVisible());
            assertEquals(100, visit.page.locator(".cells tbody tr").count());
            assertEquals(
                    "100 of 10001 cells shown.",
                    visit.page.locator(".shown").textContent().strip());
            visit.screenshot("run-sweep");

            visit.page.locator(".filters input").fill("copies[n=77]");
            assertEquals(
                    "copies[n=77]",
                    visit.page.locator(".cells tbody th").first().textContent());
            visit.page.locator(".filters input").fill("nothing of the kind");
            assertEquals("No cell is like that.", visit.page.locator(".shown").textContent());
            visit.assertAccessible();
            visit.assertQuiet();
        }
    }

    @Test
    void theDarkAndTheNarrowPageAreAccessibleToo() {
        try (Visit visit = chromium.open(run, 360, ColorScheme.DARK)) {
            visit.screenshot("run-dark-narrow");
            visit.assertAccessible();
            visit.assertNoHorizontalScroll();
            visit.assertQuiet();
        }
        try (Visit visit = chromium.open(run, 1280, ColorScheme.DARK)) {
            visit.screenshot("run-dark");
            visit.assertAccessible();
        }
    }

    @Test
    void wordsOfStrangersStayWords() throws IOException {
        Path page = page("hostile.html", SampleRun.mixed("</script><script>document.title='owned'</script><!--"));

        try (Visit visit = chromium.open(page, 1280, ColorScheme.LIGHT)) {
            assertEquals("Run of paper", visit.page.title());
            assertFalse(visit.page.locator(".cells tbody th").textContent().isEmpty());
            visit.assertAccessible();
            visit.assertQuiet();
        }
    }

    private static Path page(String name, RunStory story) throws IOException {
        return Files.write(folder.resolve(name), new HtmlRunPage().render(story));
    }
}
