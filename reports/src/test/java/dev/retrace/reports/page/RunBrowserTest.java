package dev.retrace.reports.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.options.ColorScheme;
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

    @TempDir
    private static Path folder;

    private static Chromium chromium;
    private static Path run;

    @BeforeAll
    static void start() throws IOException {
        chromium = Chromium.start();
        run = Files.writeString(folder.resolve("run.html"), new HtmlRunPage().render(SampleRun.json(), true));
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void theTimelineDrawsItselfAndAsksForNothing() {
        try (Visit visit = chromium.open(run, 1280, ColorScheme.LIGHT)) {
            visit.screenshot("run-light");
            visit.assertQuiet();
            visit.assertAccessible();
            visit.assertNoHorizontalScroll();
        }
    }

    @Test
    void theArrowKeysReadTheLanes() {
        try (Visit visit = chromium.open(run, 1280, ColorScheme.LIGHT)) {
            visit.page.locator(".chart").focus();
            visit.page.keyboard().press("ArrowRight");
            visit.page.keyboard().press("ArrowDown");

            assertEquals(
                    "known: computed after 2.0 s, 1 min 36 s",
                    visit.page.locator(".reading").textContent());
            assertTrue(visit.page.locator(".chart").textContent().contains("known: computed"));
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
    }

    @Test
    void wordsOfStrangersStayWords() throws IOException {
        String hostile = SampleRun.json().replace("trace-o#0", "</script><script>document.title='owned'</script><!--");
        Path page = Files.writeString(folder.resolve("hostile.html"), new HtmlRunPage().render(hostile, false));

        try (Visit visit = chromium.open(page, 1280, ColorScheme.LIGHT)) {
            assertEquals("Run of paper", visit.page.title());
            visit.assertAccessible();
            visit.assertQuiet();
        }
    }
}
