package dev.retrace.reports.page;

import com.microsoft.playwright.options.ColorScheme;
import dev.retrace.reports.page.Chromium.Visit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A report that is written before the tests of a class, and the browser in which they open it. */
final class OpenReport implements BeforeAllCallback, AfterAllCallback {

    /** Writes the report, and says where it lies. */
    @FunctionalInterface
    interface Writing {

        Path write() throws IOException;
    }

    private final Writing writing;
    private @Nullable Chromium chromium;
    private @Nullable Path report;

    OpenReport(Writing writing) {
        this.writing = writing;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        chromium = Chromium.start();
        report = writing.write();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (chromium != null) {
            chromium.close();
        }
    }

    /** Where the report lies. */
    Path file() {
        return Objects.requireNonNull(report);
    }

    /** Opens the report in a window of this width. */
    Visit open(int width, ColorScheme scheme) {
        return open(file(), width, scheme);
    }

    /** Opens another one. */
    Visit open(Path other, int width, ColorScheme scheme) {
        return Objects.requireNonNull(chromium).open(other, width, scheme);
    }
}
