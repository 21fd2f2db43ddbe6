package dev.retrace.engine.plan;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Artifact;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.workflow.CellSpec;
import dev.retrace.engine.workflow.StepNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * One combination of a step's matrix: one cell, or as many as its input has shards, once that input
 * is known. Owned by a {@link CellGraph}.
 */
public final class CellGroup {

    private final StepNode node;
    private final CellSpec spec;
    private final StepDescriptor<?> descriptor;
    private final Set<CellGroup> needs = new LinkedHashSet<>();
    private final List<CellGroup> neededBy = new ArrayList<>();
    private List<Cell> cells = List.of();
    private boolean decided;
    private String skipped = "";
    private int unmet;
    private int open;

    /** @param descriptor of the node's step, made once for all its cells */
    CellGroup(StepNode node, CellSpec spec, StepDescriptor<?> descriptor) {
        this.node = node;
        this.spec = spec;
        this.descriptor = descriptor;
    }

    /** {@code trace-window[state=o]}. */
    public String name() {
        return Cell.name(node, spec);
    }

    public StepNode node() {
        return node;
    }

    public CellSpec spec() {
        return spec;
    }

    StepDescriptor<?> descriptor() {
        return descriptor;
    }

    /** Its cells, empty until decided. */
    public List<Cell> cells() {
        return cells;
    }

    /** Whether its cells are known, or it was skipped. */
    public boolean decided() {
        return decided;
    }

    /** Why it was skipped; empty if it was not. */
    public String skipped() {
        return skipped;
    }

    /** Whether it was skipped although all that it reads is there: its own input cannot be worked with. */
    public boolean skippedByItself() {
        return !skipped.isEmpty() && needs.stream().allMatch(CellGroup::succeeded);
    }

    /** The combinations that it reads. */
    public Set<CellGroup> needs() {
        return needs;
    }

    List<CellGroup> neededBy() {
        return neededBy;
    }

    void need(CellGroup other) {
        if (needs.add(other)) {
            other.neededBy.add(this);
            unmet++;
        }
    }

    /** Whether it reads nothing that is not done. */
    boolean ready() {
        return unmet == 0;
    }

    /** One of the combinations that it reads is done. */
    void met() {
        unmet--;
    }

    void decide(List<Cell> known) {
        decided = true;
        cells = List.copyOf(known);
        open = (int)
                known.stream().filter(cell -> cell.state() == Cell.State.READY).count();
    }

    void skip(String why) {
        decided = true;
        skipped = why;
    }

    /** One of its cells ended. */
    void ended() {
        open--;
    }

    /** Whether all of its cells ended. */
    public boolean done() {
        return decided && open == 0;
    }

    /** Whether all of its outputs exist. */
    public boolean succeeded() {
        return decided
                && skipped.isEmpty()
                && cells.stream().allMatch(cell -> cell.state().succeeded());
    }

    /** The artifacts of one output, in shard order; only where it succeeded. */
    List<Artifact> outputs(String output) {
        return cells.stream()
                .map(Cell::record)
                .map(Objects::requireNonNull)
                .map(ActionRecord::outputs)
                .map(outputs -> Objects.requireNonNull(outputs.get(output)))
                .toList();
    }
}
