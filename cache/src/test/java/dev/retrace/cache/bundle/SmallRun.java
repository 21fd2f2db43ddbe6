package dev.retrace.cache.bundle;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Artifact;
import dev.retrace.cache.Digest;
import dev.retrace.cache.RunCell;
import dev.retrace.cache.RunRecord;
import dev.retrace.cache.Store;
import dev.retrace.cache.Work;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/** A run of two cells: one that read weights from elsewhere and a shard, and a report on what it made. */
record SmallRun(Store store, String run, List<ActionRecord> records, Artifact shard) {

    static final Digest WEIGHTS = Digest.of("weights");
    static final byte[] SHARD = "fact\nParis\n".getBytes(StandardCharsets.UTF_8);

    static SmallRun in(Store store) throws IOException {
        Artifact shard = store.content().put(SHARD);
        ActionRecord trace = publish(store, "trace", "effect\n0.5\n", WEIGHTS, shard.digest());
        ActionRecord report =
                publish(store, "report", "<p>", trace.output("table").digest());
        String run = store.runs().newId(Work.NOON);
        store.runs().write(run, "report.html", "<p>".getBytes(StandardCharsets.UTF_8));
        Path folder = store.runs().folder(run);
        Files.createDirectories(folder.resolve("figures"));
        Files.writeString(folder.resolve("figures/1.svg"), "<svg>");
        Files.createDirectories(folder.resolve("logs"));
        Files.writeString(folder.resolve("logs/trace.log"), "said");
        store.runs()
                .write(new RunRecord(
                        run,
                        "paper",
                        "paper.yaml",
                        Work.NOON,
                        Work.NOON,
                        "done",
                        new TreeMap<>(),
                        List.of(cell("trace", trace), cell("report", report))));
        return new SmallRun(store, run, List.of(trace, report), shard);
    }

    private static ActionRecord publish(Store store, String step, String made, Digest... read) throws IOException {
        TreeMap<String, Artifact> outputs = new TreeMap<>();
        outputs.put("table", store.content().put(made.getBytes(StandardCharsets.UTF_8)));
        List<String> inputs =
                List.of(read).stream().map(digest -> "\"" + digest + "\"").toList();
        String document = "{\"inputs\":" + inputs + ",\"step\":\"" + step + "\"}";
        Artifact log = store.content().put("a log".getBytes(StandardCharsets.UTF_8));
        return store.actions()
                .publish(new ActionRecord(
                        Digest.of(document), document, outputs, Work.NOON, 5, new TreeMap<>(), 1, log));
    }

    private static RunCell cell(String name, ActionRecord record) {
        return new RunCell(name, name, name, record.key().toString(), "computed", Work.NOON, 5, "cpu", "", "");
    }
}
