package dev.retrace.engine.audit;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Artifact;
import dev.retrace.cache.Digest;
import dev.retrace.cache.Store;
import dev.retrace.engine.audit.Verdict.OfCell;
import dev.retrace.engine.audit.Verdict.OfOutput;
import dev.retrace.engine.audit.Verdict.State;
import dev.retrace.engine.device.Precision;
import dev.retrace.engine.lane.CellFailure;
import dev.retrace.engine.lane.CellNotes;
import dev.retrace.engine.lane.Recomputer;
import dev.retrace.engine.plan.CellInput;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.Parameter;
import dev.retrace.engine.step.Step;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.step.StepDescriptor.Placement;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.step.StepRegistry;
import dev.retrace.engine.step.Tolerance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Computes stored cells once more and compares what they give with what the store holds. */
public final class Audit implements AutoCloseable {

    private final StepRegistry steps;
    private final Store store;
    private final AuditPlace place;
    private final Shadow shadow;
    private final Map<String, Recomputer> lanes = new HashMap<>(); // by precision

    /** An audit of a store's cells that are computed again at some place. */
    public Audit(StepRegistry steps, Store store, AuditPlace place) throws IOException {
        this.steps = steps;
        this.store = store;
        this.place = place;
        this.shadow = Shadow.of(store);
    }

    /** Torch takes its precision when it starts, so that each has a worker of its own. */
    private Recomputer lanes(String precision) {
        return lanes.computeIfAbsent(
                precision,
                each -> new Recomputer(
                        steps, shadow.store(), place.worker(shadow.store().root(), each)));
    }

    /** How one cell comes out. */
    public OfCell of(Sample.Candidate candidate) throws IOException {
        Optional<ActionRecord> record = store.actions().find(candidate.key());
        if (record.isEmpty()) {
            return ended(candidate, "", Tolerance.SAME_BYTES, State.SKIPPED, "its record or an output is gone");
        }
        StoredCell cell = StoredCell.of(candidate.cell(), record.get());
        Optional<Step<?>> step = steps.find(cell.step());
        if (step.isEmpty()) {
            return ended(candidate, cell.step(), Tolerance.SAME_BYTES, State.SKIPPED, "its step is not installed");
        }
        StepDescriptor<?> descriptor = step.get().descriptor();
        String refusal = refusal(cell, descriptor);
        return refusal.isEmpty()
                ? recompute(candidate, cell, descriptor)
                : ended(candidate, cell.step(), descriptor.tolerance(), State.SKIPPED, refusal);
    }

    private String refusal(StoredCell cell, StepDescriptor<?> step) {
        if (cell.version() != step.version()) {
            return "it was made by version %d of the step, but installed is %d"
                    .formatted(cell.version(), step.version());
        }
        boolean asStored =
                step.placement() == Placement.TORCH && place.precision().isEmpty();
        return asStored ? Precision.refusal(cell.precision()).orElse("") : "";
    }

    private OfCell recompute(Sample.Candidate candidate, StoredCell cell, StepDescriptor<?> step) throws IOException {
        ObjectNode parameters;
        Map<String, List<CellInput>> inputs = cell.inputs();
        try {
            shadow.link(inputs);
            parameters = shadow.parameters(cell.parameters(), Parameter.of(step.parameters()));
        } catch (StepException | IllegalArgumentException missing) {
            return ended(candidate, step.name(), step.tolerance(), State.SKIPPED, String.valueOf(missing.getMessage()));
        }
        try {
            ActionRecord again = lanes(place.precisionFor(cell)).compute(cell.name(), cell.key(), parameters, inputs);
            return compared(candidate, cell, step, again);
        } catch (CellFailure failed) {
            return ended(candidate, step.name(), step.tolerance(), State.FAILED, String.valueOf(failed.getMessage()));
        }
    }

    private OfCell compared(Sample.Candidate candidate, StoredCell cell, StepDescriptor<?> step, ActionRecord again)
            throws IOException {
        List<OfOutput> outputs = new ArrayList<>();
        for (OutputSlot slot : step.outputs()) {
            Artifact held = cell.record().output(slot.name());
            Artifact now = again.output(slot.name());
            if (!held.digest().equals(now.digest())) {
                outputs.add(OfOutput.of(slot.name(), difference(held, now, slot, step.tolerance())));
            }
        }
        boolean beyond = outputs.stream().anyMatch(output -> output.beyond() > 0);
        State state = beyond ? State.BEYOND : outputs.isEmpty() ? State.SAME : State.WITHIN;
        return new OfCell(
                candidate.cell(),
                step.name(),
                candidate.key().toString(),
                step.tolerance(),
                state,
                excuse(cell, again),
                outputs);
    }

    /** Why other bytes are no surprise. */
    private String excuse(StoredCell cell, ActionRecord again) {
        List<String> reasons = new ArrayList<>();
        String then = CellNotes.told(cell.record());
        if (!then.isEmpty()) {
            reasons.add("the same bytes are not promised, as its record notes " + then);
        }
        String now = CellNotes.told(again);
        if (!now.isEmpty()) {
            reasons.add("computed again with " + now);
        }
        return String.join("; ", reasons);
    }

    private Differences.Summary difference(Artifact held, Artifact now, OutputSlot slot, Tolerance tolerance)
            throws IOException {
        Path before = store.content().path(held.digest());
        if (!Digest.ofFile(before).equals(held.digest())) {
            Differences differences = new Differences(tolerance);
            differences.beyond(() -> "the stored bytes", "damaged, not those of their digest", now.digest() + "");
            return differences.summary();
        }
        return OutputComparison.of(before, shadow.store().content().path(now.digest()), slot, tolerance);
    }

    private static OfCell ended(
            Sample.Candidate candidate, String step, Tolerance tolerance, State state, String reason) {
        String kind = step.isEmpty() ? candidate.stepId() : step;
        return new OfCell(candidate.cell(), kind, candidate.key().toString(), tolerance, state, reason, List.of());
    }

    @Override
    public void close() throws IOException {
        lanes.values().forEach(Recomputer::close);
        shadow.close();
    }
}
