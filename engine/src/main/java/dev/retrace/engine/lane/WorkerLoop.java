package dev.retrace.engine.lane;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Store;
import dev.retrace.engine.step.LaneDescription;
import dev.retrace.engine.step.LanePlace;
import dev.retrace.engine.step.Machine;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.step.StepRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A worker process: step documents in, one a line; messages out, one a line; ends as soon as its
 * input closes, also in the middle of a cell, so that no worker outlives its engine.
 */
public final class WorkerLoop {

    private static final int INPUT_CLOSED = 4; // not 3, which is Java's for a full heap

    private final Store store;
    private final LanePlace place;
    private final PrintStream out;

    public WorkerLoop(Store store, LanePlace place, PrintStream out) {
        this.store = store;
        this.place = place;
        this.out = out;
    }

    /** Serves documents until the input closes. */
    public void serve(InputStream in) throws Exception {
        BlockingQueue<String> documents = new LinkedBlockingQueue<>();
        CellRunner runner = new CellRunner(StepRegistry.installed(), store, describe());
        Thread reader = new Thread(() -> read(in, documents), "documents");
        reader.setDaemon(true);
        reader.start();
        say(new WorkerMessage.Ready());
        try (SharedObjects objects = new SharedObjects()) {
            while (true) {
                StepDocument document = StepDocument.fromJson(documents.take());
                say(new WorkerMessage.Accepted());
                compute(document, runner, objects);
            }
        }
    }

    // Halts rather than exits: a native call cannot be interrupted, and an exit would wait for it.
    private static void read(InputStream in, BlockingQueue<String> documents) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                documents.add(line);
            }
            Runtime.getRuntime().halt(0);
        } catch (IOException closed) {
            Runtime.getRuntime().halt(INPUT_CLOSED);
        }
    }

    private SortedMap<String, String> describe() {
        SortedMap<String, String> environment = new TreeMap<>(Machine.describe());
        environment.put("device", place.device());
        environment.put("precision", place.precision());
        if (!place.about().isEmpty()) {
            environment.put("gpu", place.about());
        }
        Optional<LaneDescription> numerics =
                ServiceLoader.load(LaneDescription.class).findFirst();
        numerics.ifPresent(description -> environment.putAll(described(description)));
        return environment;
    }

    private SortedMap<String, String> described(LaneDescription numerics) {
        try {
            return numerics.describe(place.device());
        } catch (RuntimeException | LinkageError missing) {
            throw new StepException(
                    "torch does not start on " + place.device() + ": " + missing.getMessage()
                            + "; `retrace doctor` says more",
                    missing);
        }
    }

    private void compute(StepDocument document, CellRunner runner, SharedObjects objects) {
        try {
            ActionRecord record = runner.run(document, new LaneContext(place, objects, new Relay()));
            say(new WorkerMessage.Done(record.toJson()));
        } catch (CellFailure failure) {
            say(new WorkerMessage.Failed(failure.why(), String.valueOf(failure.getMessage()), failure.details()));
        }
    }

    private synchronized void say(WorkerMessage message) {
        out.println(message.toJson());
        out.flush();
    }

    private final class Relay implements CellListener {

        @Override
        public void progress(long done, long total) {
            say(new WorkerMessage.Progress(done, total));
        }

        @Override
        public void log(String line) {
            say(new WorkerMessage.Log(line));
        }

        @Override
        public boolean cancelled() {
            return false; // an engine that gives up kills its worker
        }
    }
}
