package dev.retrace.engine.lane;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Artifact;
import dev.retrace.cache.Digest;
import dev.retrace.cache.Store;
import dev.retrace.cache.disk.Scratch;
import dev.retrace.engine.plan.CellInput;
import dev.retrace.engine.step.InputFile;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.ParameterCodec;
import dev.retrace.engine.step.Part;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.step.StepRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Computes the cells of one lane in this process, one at a time, and publishes each: a fresh scratch folder, the step, its outputs
 * into the content store, and last the record.
 */
final class CellRunner {

    private final StepRegistry steps;
    private final Store store;
    private final SortedMap<String, String> environment;
    private @Nullable Thread atWork; // while a step runs, which alone may be interrupted

    /** @param environment provenance for the records; not part of any key */
    CellRunner(StepRegistry steps, Store store, SortedMap<String, String> environment) {
        this.steps = steps;
        this.store = store;
        this.environment = environment;
    }

    /** Computes the cell; its record is published unless the document says otherwise. */
    ActionRecord run(StepDocument document, LaneContext lane) throws CellFailure {
        Step<?> step = steps.find(document.step())
                .orElseThrow(() -> new IllegalStateException("this worker has no step '" + document.step() + "'"));
        try {
            Path scratch = store.newScratch();
            try {
                return run(step, document, lane, scratch);
            } finally {
                Scratch.deleteTree(scratch);
            }
        } catch (Exception | LinkageError | OutOfMemoryError | StackOverflowError failed) {
            throw CellFailure.of(failed);
        }
    }

    private <P extends Record> ActionRecord run(Step<P> step, StepDocument document, LaneContext lane, Path scratch)
            throws Exception {
        Instant started = Instant.now();
        StepDescriptor<P> descriptor = step.descriptor();
        P parameters = ParameterCodec.read(descriptor.parameters(), document.parameters());
        begin();
        try {
            step.run(parameters, inputs(document), new Outputs(scratch, descriptor.outputs()), lane);
        } finally {
            end();
        }
        ActionRecord record = new ActionRecord(
                document.document().key(),
                document.document().text(),
                filed(descriptor, scratch),
                started,
                Duration.between(started, Instant.now()).toMillis(),
                lane.notes().with(environment),
                document.attempt(),
                null);
        return document.publish() ? store.actions().publish(record) : record;
    }

    /** Interrupts the step that runs, if one does; never the filing of what it gave. For another thread. */
    synchronized void interrupt() {
        if (atWork != null) {
            atWork.interrupt();
        }
    }

    private synchronized void begin() {
        atWork = Thread.currentThread();
    }

    private synchronized void end() {
        atWork = null;
        Thread.interrupted(); // it was for the step, which has ended
    }

    private SortedMap<String, Artifact> filed(StepDescriptor<?> descriptor, Path scratch) throws IOException {
        SortedMap<String, Artifact> artifacts = new TreeMap<>();
        for (OutputSlot output : descriptor.outputs()) {
            Path file = scratch.resolve(output.fileName());
            if (!Files.isRegularFile(file)) {
                throw new IllegalStateException(
                        "step " + descriptor.name() + " ended without writing its output '" + output.name() + "'");
            }
            artifacts.put(output.name(), store.content().move(file));
        }
        return artifacts;
    }

    private Inputs inputs(StepDocument document) throws IOException {
        Map<String, List<Part>> slots = new HashMap<>();
        for (Map.Entry<String, List<CellInput>> slot : document.inputs().entrySet()) {
            List<Part> parts = new ArrayList<>();
            for (CellInput input : slot.getValue()) {
                Path path = store.lend(input.digest());
                parts.add(new Part(
                        input.coordinates(), new InputFile(path, input.digest().hex())));
            }
            slots.put(slot.getKey(), parts);
        }
        return new Inputs(slots, this::locate);
    }

    private Path locate(String sha256) throws IOException {
        return store.files()
                .locate(Digest.parse(sha256))
                .orElseThrow(() -> new StepException("the file with SHA-256 " + sha256
                        + " is gone or has changed since it was read; put it back where the workflow names it,"
                        + " and run again"));
    }
}
