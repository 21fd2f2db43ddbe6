package dev.retrace.reports.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.retrace.reports.page.Chromium.Visit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page that follows a run, beside a run in a process of its own that goes on when the test lets it. */
@Tag("browser")
class LiveBrowserTest {

    private static final int LONGEST_MILLIS = 120_000; // of a busy machine
    private static final Pattern ADDRESS = Pattern.compile("live page: (http://127\\.0\\.0\\.1:\\d+/[0-9a-f]{32}/)");

    private static Chromium chromium;

    @TempDir
    private Path folder;

    private Process run;

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void aRunOfThreeGates() throws IOException {
        Files.createDirectory(folder.resolve(".git")); // so that the store lies here
        Files.writeString(folder.resolve("gates.yaml"), """
                name: gates
                steps:
                  first:
                    step: write
                    with: { text: "one" }
                  held:
                    step: test-gate
                    inputs: { text: first }
                    matrix: { n: [1, 2, 3] }
                    with: { file: "FOLDER/gate-${matrix.n}" }
                  last:
                    step: append
                    inputs: { text: "held[n=2]" }
                    with: { line: end }
                """.replace("FOLDER", folder.toString()));
        run = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.retrace.engine.cli.Main",
                        "run",
                        "gates.yaml",
                        "--live",
                        "--keep-going")
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
    }

    @AfterEach
    void end() {
        run.destroyForcibly();
    }

    @Test
    void followsTheRunToItsEndAndKeepsItsPages() throws Exception {
        try (Visit visit = chromium.open(address(), 1280, ColorScheme.LIGHT)) {
            Page page = visit.page;
            page.setDefaultTimeout(LONGEST_MILLIS);
            page.evaluate("() => { window.never = 'reloaded'; }");
            appears(page.locator("#running button"));
            appears(page.locator("#steps tr[data-key=first]"));
            assertTrue(page.locator("#outcome").textContent().equals("running"));
            assertEquals(
                    "waits", page.locator("#steps tr[data-key=last] td").nth(1).textContent());
            visit.screenshot("live-running");
            visit.assertAccessible();
            page.locator("#running button").first().click();
            appears(page.locator("#log-section"));

            open(1, "");
            open(2, "the gate fell shut; lift it");
            appears(page.locator("#failures .message"));
            assertEquals(
                    "the gate fell shut; lift it",
                    page.locator("#failures .message").textContent());
            page.locator("#failures button").click();
            appears(page.locator("#log:has-text('the gate fell shut')"));

            open(3, "");
            appears(page.locator("#outcome.failed"));
            assertTrue(run.waitFor(LONGEST_MILLIS, TimeUnit.MILLISECONDS));
            assertEquals(5, run.exitValue());
            assertEquals(
                    "skipped",
                    page.locator("#steps tr[data-key=last] td").nth(1).textContent());
            assertEquals("reloaded", page.evaluate("() => window.never"));
            visit.screenshot("live-ended");
            visit.assertAccessible();

            page.locator("#tabs button", new Page.LocatorOptions().setHasText("Run page"))
                    .click();
            FrameLocator frame = page.frameLocator("iframe");
            assertEquals("Run of gates", frame.locator("h1").textContent());
            assertEquals(2, frame.locator(".chart svg").count());
            visit.screenshot("live-pages");
            visit.assertNoComplaints();
        }
    }

    @Test
    void isReadableInTheDarkAndOnANarrowScreen() throws Exception {
        try (Visit visit = chromium.open(address(), 360, ColorScheme.DARK)) {
            visit.page.setDefaultTimeout(LONGEST_MILLIS);
            appears(visit.page.locator("#running button"));
            visit.screenshot("live-dark-narrow");
            visit.assertAccessible();
            visit.assertNoHorizontalScroll();
            visit.assertNoComplaints();
        }
    }

    @Test
    void saysSoWhenTheRunIsKilled() throws Exception {
        try (Visit visit = chromium.open(address(), 1280, ColorScheme.LIGHT)) {
            visit.page.setDefaultTimeout(LONGEST_MILLIS);
            appears(visit.page.locator("#running button"));

            run.destroyForcibly();

            appears(visit.page.locator("#outcome.lost"));
        }
    }

    private static void appears(Locator what) {
        what.first().waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.VISIBLE));
    }

    private void open(int gate, String says) throws IOException {
        Path written = Files.writeString(folder.resolve("writing"), says);
        Files.move(written, folder.resolve("gate-" + gate), StandardCopyOption.ATOMIC_MOVE);
    }

    private String address() throws IOException, InterruptedException {
        for (int waited = 0; waited < LONGEST_MILLIS && run.isAlive(); waited += 50) {
            Optional<String> told = told();
            if (told.isPresent()) {
                return told.get();
            }
            Thread.sleep(50);
        }
        throw new AssertionError("no address: " + Files.readString(folder.resolve("err")));
    }

    private Optional<String> told() throws IOException {
        Matcher matcher = ADDRESS.matcher(Files.readString(folder.resolve("err")));
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
