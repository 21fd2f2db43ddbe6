package dev.retrace.reports.page;

import dev.retrace.reports.text.Json;
import java.time.Instant;
import org.apache.commons.codec.digest.DigestUtils;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The record of a run with something of everything: served, computed on two lanes, failed, skipped. */
final class SampleRun {

    private static final Instant START = Instant.parse("2026-11-21T22:00:00Z");

    private final ObjectNode run = Json.mapper().createObjectNode();
    private final ArrayNode cells;

    private SampleRun() {
        run.put("id", "20261121-220000-7f3a").put("workflow", "paper").put("workflowFile", "workflows/paper.yaml");
        run.put("started", START.toString())
                .put("finished", START.plusSeconds(1860).toString());
        run.put("outcome", "failed");
        run.putObject("environment")
                .put("java", "17.0.15")
                .put("os", "Linux 6.1")
                .put("retrace", "0.1.0");
        cells = run.putArray("cells");
    }

    static String json() {
        SampleRun sample = new SampleRun();
        sample.cell("mamba", "load-model", "served", 1, 0, "engine");
        sample.cell("facts", "load-facts", "served", 2, 0, "engine");
        sample.cell("known", "filter-known", "computed", 3, 96_000, "cpu-0");
        sample.cell("pairs", "build-corruptions", "computed", 100, 41_000, "cpu-0");
        for (int shard = 0; shard < 8; shard++) {
            sample.cell(
                    "trace-h#" + shard,
                    "patch",
                    "computed",
                    142 + 150L * (shard / 2),
                    140_000 + 900 * shard,
                    "cpu-" + shard % 2);
        }
        sample.cell("trace-o#0", "patch", "failed", 760, 35_000, "cpu-1")
                .put("message", "out of memory: needs 7.4 GB, 6.1 GB are free")
                .put("reason", "parameters.window was 1, is 10");
        sample.cell("figure-2b", "plot", "computed", 800, 340, "engine");
        sample.skipped("figure-3a", "plot", "trace-o#0 failed");
        return Json.mapper().writeValueAsString(sample.run);
    }

    private ObjectNode cell(String cell, String step, String state, long second, long millis, String lane) {
        ObjectNode node = cells.addObject()
                .put("cell", cell)
                .put("stepId", cell.replaceAll("#.*", ""))
                .put("step", step);
        node.put("key", "sha256:" + DigestUtils.sha256Hex(cell)).put("state", state);
        node.put("started", START.plusSeconds(second).toString())
                .put("millis", millis)
                .put("lane", lane);
        return node;
    }

    private void skipped(String cell, String step, String reason) {
        cells.addObject()
                .put("cell", cell)
                .put("stepId", cell)
                .put("step", step)
                .put("state", "skipped")
                .put("reason", reason);
    }
}
