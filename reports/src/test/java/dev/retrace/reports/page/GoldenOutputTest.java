package dev.retrace.reports.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.reports.figure.PlotStep;
import dev.retrace.reports.figure.Plots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What steps gave when their version was last raised: users' caches hold it under that version. */
class GoldenOutputTest {

    @TempDir
    private Path folder;

    @Test
    void plotGivesTheSameFigure() throws IOException {
        Path figure = Plots.draw(folder, SampleReport.effects(), Plots.heatMap());

        assertGolden(
                new PlotStep().descriptor(),
                4,
                "3916ca47ad467aeeca05a079bdd69d8fa80d9db8cbcaf97e910455a3de32d35f",
                figure);
    }

    @Test
    void reportGivesTheSamePage() throws IOException {
        Path page = SampleReport.write(folder);

        assertGolden(
                new ReportStep().descriptor(),
                5,
                "83d44f5c45f3789946b91e79a651e18d625aec68d3feb695e6e4d14dfd0c5482",
                page);
    }

    private static void assertGolden(StepDescriptor<?> step, int version, String sha256, Path output)
            throws IOException {
        assertEquals(version, step.version(), "the version was raised: put the new digest here");
        assertEquals(
                sha256,
                DigestUtils.sha256Hex(Files.readAllBytes(output)),
                () -> "output of step %s version %d changed: raise its version or find the cause"
                        .formatted(step.name(), step.version()));
    }
}
