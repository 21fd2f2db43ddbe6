package dev.retrace.engine.plan;

import dev.retrace.cache.ActionRecord;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.workflow.CellSpec;
import dev.retrace.engine.workflow.StepNode;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * One cell of a step whose inputs are known: the unit of caching. Its state moves forward as a run
 * goes on; only the thread that owns the graph changes it.
 */
public final class Cell {

    /** How far a cell is. */
    public enum State {
        /** Its key has no record: it must run. */
        READY,
        /** The action cache had its record before the run. */
        SERVED,
        /** This run computed it. */
        COMPUTED,
        /** Another run computed it meanwhile. */
        ADOPTED,
        /** It could not be computed. */
        FAILED,
        /** Something that it needs failed. */
        SKIPPED;

        /** Whether its outputs exist. */
        public boolean succeeded() {
            return this == SERVED || this == COMPUTED || this == ADOPTED;
        }
    }

    private final StepNode node;
    private final CellSpec spec;
    private final int shard;
    private final StepDescriptor<?> descriptor;
    private final Map<String, List<CellInput>> inputs;
    private final List<byte[]> ownInputs;
    private final KeyDocument document;
    private final boolean partial;
    private final String name;
    private State state = State.READY;
    private @Nullable ActionRecord record;
    private @Nullable ActionRecord former;
    private String message = "";

    /**
     * @param shard from 0, or -1 where the step is not sharded
     * @param ownInputs bytes of inputs that the engine made for this cell: its shard, its lineage
     * @param partial whether some of its inputs are missing, so that its result gets no record
     */
    Cell(
            CellGroup group,
            int shard,
            Map<String, List<CellInput>> inputs,
            List<byte[]> ownInputs,
            KeyDocument document,
            boolean partial) {
        this.node = group.node();
        this.spec = group.spec();
        this.descriptor = group.descriptor();
        this.shard = shard;
        this.inputs = inputs;
        this.ownInputs = ownInputs;
        this.document = document;
        this.partial = partial;
        this.name = shard < 0 ? name(node, spec) : name(node, spec) + "#" + shard;
    }

    /** As people name it: {@code trace-window[state=o]#3}. */
    public String name() {
        return name;
    }

    /** The name of a step's combination, all its shards together. */
    static String name(StepNode node, CellSpec spec) {
        if (spec.coordinates().isEmpty()) {
            return node.id();
        }
        StringJoiner name = new StringJoiner(",", node.id() + "[", "]");
        spec.coordinates().forEach((axis, value) -> name.add(axis + "=" + value));
        return name.toString();
    }

    /** Which of its combination's shards it is, from 0; -1 where the step is not sharded. */
    public int shard() {
        return shard;
    }

    public StepNode node() {
        return node;
    }

    public StepDescriptor<?> descriptor() {
        return descriptor;
    }

    public CellSpec spec() {
        return spec;
    }

    public Map<String, List<CellInput>> inputs() {
        return inputs;
    }

    public List<byte[]> ownInputs() {
        return ownInputs;
    }

    public KeyDocument document() {
        return document;
    }

    public boolean partial() {
        return partial;
    }

    public State state() {
        return state;
    }

    /** What the action cache holds for it; null until it succeeded. */
    public @Nullable ActionRecord record() {
        return record;
    }

    /** Why it failed or was skipped; empty otherwise. */
    public String message() {
        return message;
    }

    /** The record of a cell that must run although it has one; null for all others. */
    public @Nullable ActionRecord former() {
        return former;
    }

    void force(ActionRecord known) {
        former = known;
    }

    void succeed(State how, ActionRecord with) {
        state = how;
        record = with;
    }

    void fail(String why) {
        state = State.FAILED;
        message = why;
    }
}
