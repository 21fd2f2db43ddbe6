package dev.retrace.engine.cli.store;

import dev.retrace.cache.CanonicalJson;
import dev.retrace.cache.Digest;
import dev.retrace.cache.Store;
import dev.retrace.cache.verify.Finding;
import dev.retrace.cache.verify.Verification;
import dev.retrace.cache.verify.Verifier;
import dev.retrace.engine.yaml.Quantities;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads all bytes of the store and says whether they are what their names say. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Reads every record and the bytes of every artifact that a record names.",
            "What is bad is moved aside, and the next run computes it anew. Exit code 4 if anything was bad."
        })
public final class VerifyCommand implements Callable<Integer> {

    private static final int CHECK_FAILED = 4;
    private static final int MOST_KEYS = 10;

    @Mixin
    private StoreOption storeOption = new StoreOption();

    @Option(
            names = "--sample",
            paramLabel = "P",
            defaultValue = "100%",
            converter = Share.class,
            description = "Read a share of the artifacts, drawn anew each time: 5%% or 0.05 (default: all).")
    private double sample = 1;

    @Option(names = "--json", description = "Say the result as JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Store store = storeOption.openForReading();
        Verification found =
                new Verifier(store, sample(), new Progress(spec.commandLine().getErr())).verify();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(CanonicalJson.write(tree(found)));
        } else {
            print(found, store.writable(), out);
        }
        return found.sound() ? ExitCode.OK : CHECK_FAILED;
    }

    private Predicate<Digest> sample() {
        Random draw = new Random();
        double share = sample;
        return share >= 1 ? digest -> true : digest -> draw.nextDouble() < share;
    }

    private static void print(Verification found, boolean writable, PrintWriter out) {
        for (Finding finding : found.findings()) {
            out.println("bad: " + finding.what());
            finding.lost().stream()
                    .limit(MOST_KEYS)
                    .forEach(key -> out.println("     " + (writable ? "to be computed anew: " : "needed by: ") + key));
            if (finding.lost().size() > MOST_KEYS) {
                out.println("     and " + (finding.lost().size() - MOST_KEYS) + " more");
            }
        }
        out.println("%d records and %d artifacts checked, %s: %s"
                .formatted(
                        found.records(),
                        found.blobs(),
                        Quantities.shownMemory(found.bytes()),
                        found.sound() ? "all sound" : found.findings().size() + " bad"));
        if (found.unnamed() + found.abandoned() + found.quarantined() > 0) {
            out.println("besides: %d artifacts without a record, %d abandoned temporary files, %d found bad earlier"
                            .formatted(found.unnamed(), found.abandoned(), found.quarantined())
                    + "; `retrace gc` removes them when they are old enough");
        }
    }

    private static ObjectNode tree(Verification found) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("sound", found.sound());
        tree.put("records", found.records()).put("artifacts", found.blobs()).put("bytes", found.bytes());
        tree.put("withoutRecord", found.unnamed()).put("abandoned", found.abandoned());
        tree.put("quarantined", found.quarantined());
        ArrayNode bad = tree.putArray("bad");
        for (Finding finding : found.findings()) {
            ArrayNode lost = bad.addObject().put("what", finding.what()).putArray("records");
            finding.lost().forEach(key -> lost.add(key.toString()));
        }
        return tree;
    }

    /** A line every few seconds. */
    private static final class Progress implements Verifier.Progress {

        private static final long PAUSE_NANOS = 2_000_000_000;

        private final PrintWriter err;
        private long last = System.nanoTime();

        Progress(PrintWriter err) {
            this.err = err;
        }

        @Override
        public synchronized void read(long bytes, long of) {
            long now = System.nanoTime();
            if (now - last > PAUSE_NANOS) {
                last = now;
                err.println("read " + Quantities.shownMemory(bytes) + " of " + Quantities.shownMemory(of));
            }
        }
    }
}
