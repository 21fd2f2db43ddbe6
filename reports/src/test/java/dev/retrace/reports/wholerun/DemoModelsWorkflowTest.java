package dev.retrace.reports.wholerun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.reports.wholerun.SmallWorld.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped workflow demo-models, with facts of our own and a few steps of training. */
final class DemoModelsWorkflowTest {

    private static final List<String> SMALL = List.of(
            "vocabulary=300",
            "width=16",
            "mamba-layers=1",
            "transformer-layers=1",
            "heads=1",
            "state=2",
            "steps=6",
            "piece=2",
            "every=1",
            "batch=2",
            "length=16",
            "warm-up=1");

    @TempDir
    private Path folder;

    @Test
    void aModelIsTrainedInPiecesAndTakenOutAsAFolder() throws Exception {
        SmallWorld world = new SmallWorld(folder);

        Ended first = world.retrace(run());
        Ended second = world.retrace(run());
        Ended saved = world.retrace("show", "mamba", "--save", "out", "--store", store());
        Ended card = world.retrace("show", "mamba-card", "--save", "out", "--store", store());
        Ended models = world.retrace("models", "out");

        assertEquals(0, first.code(), first.err());
        String report = Files.readString(first.report(folder));
        assertTrue(report.contains("id=\"fig-mamba-losses\""));
        Path drawings = first.report(folder).resolveSibling("report-figures");
        assertTrue(Files.readString(drawings.resolve("mamba-losses.svg")).startsWith("<?xml"));
        assertEquals(0, second.code(), second.err());
        assertFalse(second.err().contains("computed in"), second.err());
        assertEquals(0, saved.code(), saved.err());
        assertEquals(0, card.code(), card.err());
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            assertEquals(
                    List.of(
                            "README.md",
                            "config.json",
                            "model.json",
                            "model.safetensors",
                            "tokenizer.json",
                            "tokenizer_config.json"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
        String text = Files.readString(folder.resolve("out").resolve("README.md"));
        assertTrue(text.contains("6 steps, 192 tokens") && text.contains("workflow `demo-models`"), text);
        assertEquals(0, models.code(), models.err());
        assertTrue(models.out().contains("mamba1"), models.out());
    }

    private String store() {
        return folder.resolve("store").toString();
    }

    private String[] run() throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "run", ShippedWorkflows.folder().resolve("demo-models.yaml").toString(), "--store", store()));
        Path relations = folder.resolve("relations");
        for (String set : SMALL) {
            words.addAll(List.of("--set", set));
        }
        words.addAll(List.of("--set", "relations=" + relations));
        return words.toArray(String[]::new);
    }
}
