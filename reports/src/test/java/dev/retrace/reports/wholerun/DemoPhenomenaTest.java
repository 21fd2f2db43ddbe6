package dev.retrace.reports.wholerun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.reports.text.Json;
import dev.retrace.reports.wholerun.SmallWorld.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the notes of the shipped workflows say of the bundled models is so. */
final class DemoPhenomenaTest {

    @TempDir
    private Path folder;

    private SmallWorld world;

    @BeforeEach
    void anEmptyStore() throws IOException {
        world = new SmallWorld(folder);
    }

    @Test
    void theMambaHasALateSiteAndAnEarlyOneThatANamesTokensShare() throws Exception {
        run("paper.yaml", "figure-2b-proper,figure-9", "facts=40");
        JsonNode traced = figure("figure-2b-proper");
        JsonNode knocked = figure("figure-9");

        assertTrue(mean(traced, "last", 10) > 0.9);
        assertTrue(mean(traced, "last", 6) < 0.05);
        for (String bucket : List.of("subject_2nd_last", "subject_last")) {
            assertTrue(mean(traced, bucket, 6) > 0.05 && mean(traced, bucket, 6) < 0.4, bucket);
            assertTrue(mean(traced, bucket, 9) < 0.02, bucket);
        }
        double all = mean(knocked, "subject", 9);
        assertTrue(all < -0.8 && mean(knocked, "subj_last", 9) > 2 * all / 3, "all " + all);
    }

    @Test
    void theTransformerHasAnEarlyAndALateSiteAndTakesEditsWhereItsFactsLie() throws Exception {
        run("paper-transformer.yaml", "figure-b-h,figure-6b-s", "facts=40", "edit-layers=[0,3]");
        JsonNode traced = figure("figure-b-h");
        JsonNode scores = figure("figure-6b-s");

        assertTrue(mean(traced, "subject_last", 1) > 0.4);
        assertTrue(mean(traced, "subject_last", 5) < 0.1);
        assertTrue(mean(traced, "last", 1) < 0.05);
        assertTrue(mean(traced, "last", 7) > 0.9);
        assertTrue(mean(scores, "w_down", 0) > 80);
        assertTrue(mean(scores, "w_down", 3) < 60);
    }

    /** And what leaks through a Mamba's convolution where the published knockout leaves it open. */
    @Test
    void theSubjectReachesTheAnswerLateInTheMambaAndMostlyThroughTheConvolution() throws Exception {
        String facts = ShippedWorkflows.folder()
                .resolve("data/relations/landmark_in_country.json")
                .toString();
        run("knockout.yaml", "figure-1,figure-strict", "facts=" + facts, "limit=24");
        JsonNode mamba = figure("figure-strict[model=models/facts-mamba-2m]");
        JsonNode both = figure("figure-1");

        assertTrue(Math.abs(mean(mamba, "subject", "55.6", "0")) < 1);
        assertTrue(mean(mamba, "subject", "88.9", "0") < -10);
        assertTrue(mean(mamba, "subject", "88.9", "1") < -80);
        assertTrue(mean(mamba, "relation", "77.8", "0") < -30);
        assertTrue(Math.abs(mean(mamba, "first", "88.9", "0")) < 1);
        assertTrue(mean(both, "subject", "44.4", "facts-neox-2m") < -50);
        assertTrue(mean(both, "relation", "0.0", "facts-neox-2m") < -90);
        assertTrue(mean(both, "relation", "88.9", "facts-neox-2m") > -5);
    }

    private void run(String workflow, String only, String... set) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                "run",
                ShippedWorkflows.folder().resolve(workflow).toString(),
                "--store",
                store(),
                "--profile",
                "demo"));
        words.addAll(List.of("--only", only));
        for (String each : set) {
            words.addAll(List.of("--set", each));
        }
        Ended run = world.retrace(words.toArray(String[]::new));
        assertEquals(0, run.code(), run.err());
    }

    private JsonNode figure(String cell) throws Exception {
        world.retrace("show", cell, "--save", cell, "--store", store());
        return Json.mapper()
                .readTree(Files.readAllBytes(folder.resolve(cell).resolve("figure.json")))
                .path("table");
    }

    /** Of a row of ours in a layer. */
    private static double mean(JsonNode table, String row, int layer) {
        List<String> columns =
                table.path("columns").valueStream().map(JsonNode::asString).toList();
        int name = columns.indexOf("layer") + 1;
        for (JsonNode each : table.path("rows")) {
            boolean ours = !columns.contains("source") || each.get(0).asString().equals("ours");
            if (ours
                    && each.get(name).asString().equals(row)
                    && each.get(name - 1).asString().equals(String.valueOf(layer))) {
                return each.get(columns.indexOf("mean")).asDouble();
            }
        }
        throw new AssertionError("there is no " + row + " in layer " + layer);
    }

    /** Of a panel's line at a place. */
    private static double mean(JsonNode table, String panel, String x, String series) {
        List<String> columns =
                table.path("columns").valueStream().map(JsonNode::asString).toList();
        for (JsonNode row : table.path("rows")) {
            if (List.of(panel, x, series)
                    .equals(List.of(
                            row.get(0).asString(),
                            row.get(1).asString(),
                            row.get(2).asString()))) {
                return row.get(columns.indexOf("mean")).asDouble();
            }
        }
        throw new AssertionError("there is no " + series + " at " + x + " in " + panel);
    }

    private String store() {
        return folder.resolve("store").toString();
    }
}
