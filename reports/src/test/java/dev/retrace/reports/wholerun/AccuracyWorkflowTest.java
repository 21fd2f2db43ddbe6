package dev.retrace.reports.wholerun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.reports.wholerun.SmallWorld.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped workflow counterfact-accuracy, on records of our own and a small random Mamba. */
final class AccuracyWorkflowTest {

    /** Four records in the original's form; the third asks again what the first asked. */
    private static final String RECORDS = """
            [{"case_id": 0, "requested_rewrite": {"prompt": "{} lies in", "relation_id": "P1", "subject": "Abba",
              "target_true": {"str": "Bo"}, "target_new": {"str": "Cu"}}},
             {"case_id": 1, "requested_rewrite": {"prompt": "{} lies in", "relation_id": "P1", "subject": "Dede",
              "target_true": {"str": "Ef"}, "target_new": {"str": "Cu"}}},
             {"case_id": 2, "requested_rewrite": {"prompt": "{} lies in", "relation_id": "P1", "subject": "Abba",
              "target_true": {"str": "Gi"}, "target_new": {"str": "Cu"}}},
             {"case_id": 3, "requested_rewrite": {"prompt": "{} plays", "relation_id": "P2", "subject": "Abba",
              "target_true": {"str": "Ha"}, "target_new": {"str": "Cu"}}}]
            """;

    @TempDir
    private Path folder;

    @Test
    void everyRecordCountsInTheReport() throws Exception {
        SmallWorld world = new SmallWorld(folder);
        Path records = Files.writeString(folder.resolve("counterfact.json"), RECORDS);
        String[] run = {
            "run",
            shipped().toString(),
            "--set",
            "model=" + folder.resolve("model"),
            "--set",
            "counterfact=" + records,
            "--store",
            folder.resolve("store").toString()
        };

        Ended first = world.retrace(run);
        Ended second = world.retrace(run);

        assertEquals(0, first.code(), first.err());
        String report = Files.readString(first.report(folder));
        assertTrue(report.contains("n = 4 cases (P1 3, P2 1)"), report);
        assertTrue(report.contains("id=\"fig-accuracy\""));
        assertEquals(0, second.code(), second.err());
        assertFalse(second.err().contains("computed in"), second.err());
    }

    private static Path shipped() throws IOException {
        Path here = Path.of("").toAbsolutePath();
        Path root = Files.isDirectory(here.resolve("workflows")) ? here : Objects.requireNonNull(here.getParent());
        return root.resolve("workflows").resolve("counterfact-accuracy.yaml");
    }
}
