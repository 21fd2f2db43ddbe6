package dev.retrace.reports.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** An installed Chromium without network, and what a page did in it. */
final class Chromium implements AutoCloseable {

    private static final int LONGEST_MILLIS = 180_000; // of a busy machine

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /** Starts the browser; without one the test is skipped, or fails where {@code CI=true}. */
    static Chromium start() {
        Optional<Path> executable = executable();
        if (executable.isEmpty()) {
            String message = "no Chromium found: install it, or name it in CHROMIUM";
            if ("true".equals(System.getenv("CI"))) {
                Assertions.fail(message);
            }
            Assumptions.abort(message);
        }
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        BrowserType.LaunchOptions options = new BrowserType.LaunchOptions()
                .setExecutablePath(executable.orElseThrow())
                .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"));
        return new Chromium(playwright, playwright.chromium().launch(options));
    }

    private static Optional<Path> executable() {
        String named = System.getenv("CHROMIUM");
        return Stream.of(
                        named == null ? "/usr/bin/chromium" : named,
                        "/usr/bin/chromium-browser",
                        "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Where pictures of the pages are left, to be looked at. */
    static Path screenshots() {
        try {
            return Files.createDirectories(Path.of(System.getProperty("screenshots", "target/screenshots")));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** Opens a file in a window of this width. */
    Visit open(Path file, int width, ColorScheme scheme) {
        return open(file.toUri().toString(), true, width, scheme);
    }

    /** Opens an address of this machine. */
    Visit open(String address, int width, ColorScheme scheme) {
        return open(address, false, width, scheme);
    }

    private Visit open(String address, boolean offline, int width, ColorScheme scheme) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setOffline(offline)
                .setViewportSize(width, 900)
                .setColorScheme(scheme)
                .setAcceptDownloads(true));
        Visit visit = new Visit(context.newPage());
        visit.page.navigate(address);
        visit.awaitCharts();
        return visit;
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }

    /** One open page, what it asked for and what it complained of. */
    static final class Visit implements AutoCloseable {

        final Page page;
        private final List<String> requests = new ArrayList<>();
        private final List<String> complaints = new ArrayList<>();

        private Visit(Page page) {
            this.page = page;
            page.onRequest(this::note);
            page.onConsoleMessage(this::note);
            page.onPageError(complaints::add);
        }

        private void note(Request request) {
            if (!request.url().startsWith("data:") && !request.url().startsWith("blob:")) {
                requests.add(request.url());
            }
        }

        private void note(ConsoleMessage message) {
            if (List.of("error", "warning").contains(message.type())) {
                complaints.add(message.text());
            }
        }

        /** Until all charts are drawn, which those far from the view are when the page is idle. */
        void awaitCharts() {
            page.waitForFunction(
                    "() => [...document.querySelectorAll('.chart')].every((e) => e.querySelector('svg'))",
                    null,
                    new Page.WaitForFunctionOptions().setTimeout(LONGEST_MILLIS));
        }

        /** The page asked for itself alone and complained of nothing. */
        void assertQuiet() {
            assertEquals(1, requests.size(), () -> "requests: " + requests);
            assertEquals(List.of(), complaints);
        }

        void assertNoComplaints() {
            assertEquals(List.of(), complaints);
        }

        void assertAccessible() {
            List<String> violations = new ArrayList<>();
            for (Rule rule : new AxeBuilder(page).analyze().getViolations()) {
                rule.getNodes()
                        .forEach(node ->
                                violations.add(rule.getId() + ": " + node.getHtml() + " " + node.getFailureSummary()));
            }
            assertEquals(List.of(), violations);
        }

        void assertNoHorizontalScroll() {
            assertEquals(
                    true,
                    page.evaluate(
                            "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
        }

        void screenshot(String name) {
            Path folder = screenshots();
            page.screenshot(new Page.ScreenshotOptions()
                    .setPath(folder.resolve(name + ".png"))
                    .setFullPage(true));
        }

        @Override
        public void close() {
            page.context().close();
        }
    }
}
