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
                1,
                "d9dd532becc315b4726b19f7bda27db75910e3afc668cb238d4cdbef49defda2",
                figure);
    }

    @Test
    void reportGivesTheSamePage() throws IOException {
        Path page = SampleReport.write(folder);

        assertGolden(
                new ReportStep().descriptor(),
                2,
                "42ab2786db177808689b69e7389d964156c2b6a35857cc6b012e75d49e2630c4",
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
