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
                .report("series.html");
    }

    @Test
    void bothDrawThemselvesOnALightAndADarkPage() {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            try (Visit visit = REPORT.open(1280, scheme)) {
                assertEquals(2, visit.page.locator(".chart svg").count());
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
        try (Visit visit = REPORT.open(360, ColorScheme.LIGHT)) {
            visit.assertNoHorizontalScroll();
            visit.screenshot("series-narrow");
            visit.assertAccessible();
        }
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
