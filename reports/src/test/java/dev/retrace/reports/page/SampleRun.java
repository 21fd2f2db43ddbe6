package dev.retrace.reports.page;

import dev.retrace.engine.provenance.RunStory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.codec.digest.DigestUtils;

/** Runs to draw: one with something of everything, and one of a large sweep. */
final class SampleRun {

    private static final Instant START = Instant.parse("2026-11-21T22:00:00Z");

    private final List<RunStory.Step> steps = new ArrayList<>();
    private final List<RunStory.Cell> cells = new ArrayList<>();

    private SampleRun() {}

    /** Served, computed on two lanes, failed, skipped. */
    static RunStory mixed() {
        return mixed("trace-o#0");
    }

    /** @param name of the cell that failed */
    static RunStory mixed(String name) {
        SampleRun sample = new SampleRun();
        sample.step("mamba", "load-model");
        sample.step("facts", "load-facts");
        sample.step("known", "filter-known", 0, 1);
        sample.step("pairs", "build-corruptions", 0, 2);
        sample.step("trace-h", "patch", 0, 3);
        sample.step("trace-o", "patch", 0, 3);
        sample.step("figure-2b", "plot", 4);
        sample.step("figure-3a", "plot", 5);
        sample.step("report", "report", 6, 7);
        sample.served("mamba", 0, 20);
        sample.served("facts", 1, 20);
        sample.computed("known", 2, 3_000, 96_000, "cpu-0");
        sample.computed("pairs", 3, 100_000, 41_000, "cpu-0");
        for (int shard = 0; shard < 8; shard++) {
            sample.computed(
                    "trace-h#" + shard, 4, 142_000 + 150_000L * (shard / 2), 140_000 + 900 * shard, "cpu-" + shard % 2);
        }
        sample.failed(name, 5, 760_000, 35_000);
        sample.computed("figure-2b", 6, 800_000, 340, "engine");
        sample.skipped("figure-3a", 7, "needs trace-o, which failed or was skipped");
        sample.computed("report", 8, 801_000, 900, "engine");
        return sample.story("failed");
    }

    /** A source, and so many cells that read it: half served, the others of a few milliseconds. */
    static RunStory sweep(int count) {
        SampleRun sample = new SampleRun();
        sample.step("source", "write");
        sample.step("copies", "append", 0);
        sample.served("source", 0, 30);
        for (int i = 0; i < count; i++) {
            String cell = "copies[n=" + i + "]";
            if (i % 2 == 0) {
                sample.served(cell, 1, 40);
            } else {
                sample.computed(cell, 1, 100 + 3L * i, 5, "engine-" + i % 4);
            }
        }
        return sample.story("done");
    }

    private void step(String id, String step, Integer... reads) {
        steps.add(new RunStory.Step(id, step, List.of(reads)));
    }

    private void served(String cell, int step, long start) {
        cells.add(new RunStory.Cell(cell, step, "served", start, 0, "", key(cell), "", ""));
    }

    private void computed(String cell, int step, long start, long millis, String lane) {
        cells.add(new RunStory.Cell(cell, step, "computed", start, millis, lane, key(cell), "", "no earlier record"));
    }

    private void failed(String cell, int step, long start, long millis) {
        String message = "out of memory: needs 7.4 GB, 6.1 GB are free";
        cells.add(new RunStory.Cell(
                cell, step, "failed", start, millis, "cpu-1", key(cell), message, "param window: 1 -> 10"));
    }

    private void skipped(String cell, int step, String message) {
        cells.add(new RunStory.Cell(cell, step, "skipped", -1, 0, "", "", message, ""));
    }

    private static String key(String cell) {
        return "sha256:" + DigestUtils.sha256Hex(cell);
    }

    private RunStory story(String outcome) {
        return new RunStory(
                "20261121-220000-7f3a",
                "paper",
                "workflows/paper.yaml",
                START,
                START.plusSeconds(1860),
                outcome,
                new TreeMap<>(Map.of("java", "17.0.15", "os", "Linux 6.1", "cores", "2")),
                steps,
                cells,
                List.of("report.html"));
    }
}
