package dev.retrace.engine.plan;

import dev.retrace.cache.ContentStore;
import dev.retrace.cache.Digest;
import dev.retrace.engine.workflow.CellSpec;
import dev.retrace.engine.workflow.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Says why a cell is not served: the nearest earlier key document and the fields that differ, and
 * for an input that differs the same of the cell that made it, up to the root cause. For use by one
 * thread.
 */
public final class Explanation {

    /** What cells had for keys before. */
    @FunctionalInterface
    public interface History {

        /** Those of one step of the workflow (by id) first, then those of the same kind of step; newest first. */
        List<Earlier> of(String stepId, String step);
    }

    /**
     * A key that a cell had before.
     *
     * @param run the newest in which the cell had it; empty if only its record is left
     * @param cell its name then, or empty
     * @param key digest of the document
     * @param document empty if its record is gone
     */
    public record Earlier(String run, String cell, Digest key, String document) {}

    private static final String LINEAGE = "lineage";

    private final CellGraph graph;
    private final History history;
    private final RowDifference rows;
    private final Map<String, EarlierKeys> earlier = new HashMap<>();
    private final Map<Cell, Reason> reasons = new HashMap<>();
    private final Map<CellGroup, Map<String, Cell>> roots = new HashMap<>();

    /** @param content where the rows of changed tables are looked up */
    public Explanation(CellGraph graph, History history, ContentStore content) {
        this.graph = graph;
        this.history = history;
        this.rows = new RowDifference(content);
    }

    /** Where earlier keys come from. */
    public History history() {
        return history;
    }

    /** One line: {@code param seed: 7 -> 8}, or what changed further up. */
    public String of(Cell cell) {
        return reason(cell).text();
    }

    /** Why a cell is not served; of one that is, what changed since an earlier key of it. */
    public Reason reason(Cell cell) {
        Reason known = reasons.get(cell);
        if (known == null) {
            known = find(cell);
            reasons.put(cell, known);
        }
        return known;
    }

    EarlierKeys earlier(String stepId, String step) {
        return earlier.computeIfAbsent(stepId, first -> new EarlierKeys(history.of(stepId, step), rows));
    }

    private Reason find(Cell cell) {
        if (cell.former() != null) {
            return Reason.of("forced");
        }
        if (cell.partial()) {
            return Reason.of("some of its inputs are missing, so that it is made anew each time");
        }
        EarlierKeys keys = earlier(cell.node().id(), cell.descriptor().name());
        Optional<Earlier> same = cell.state().succeeded()
                ? Optional.empty()
                : keys.same(cell.document().key());
        if (same.isPresent()) {
            return Reason.of(lost(same.get()));
        }
        rows.know(cell);
        return keys.nearest(cell)
                .map(near -> changes(cell, near, !keys.knows(cell.name())))
                .orElseGet(() ->
                        Reason.of("no earlier cell of step " + cell.descriptor().name()));
    }

    private static String lost(Earlier same) {
        String when = same.run().isEmpty() ? "computed before" : "computed before, last seen in run " + same.run();
        return when + ", with this very key; but "
                + (same.document().isEmpty() ? "its record" : "its record, or one of its outputs,")
                + " is gone from the store";
    }

    private Reason changes(Cell cell, EarlierKeys.Near near, boolean newCell) {
        List<Reason.Change> changes = new ArrayList<>();
        Set<String> slots = new HashSet<>();
        for (KeyDifference difference : near.differences()) {
            boolean follows =
                    difference.slot().equals(LINEAGE) && near.differences().size() > 1;
            if (difference.slot().isEmpty()) {
                changes.add(param(cell, difference, newCell));
            } else if (!follows && slots.add(difference.slot())) {
                changes.add(input(cell, difference, near, newCell));
            }
        }
        return changes.isEmpty()
                ? Reason.of("its inputs come in another order")
                : new Reason("", near.earlier().key().toString(), changes);
    }

    private static Reason.Change param(Cell cell, KeyDifference difference, boolean newCell) {
        boolean isNew = newCell && cell.spec().coordinates().containsValue(difference.after());
        return new Reason.Change(difference, isNew ? "new in the matrix" : "", isNew, List.of());
    }

    private Reason.Change input(Cell cell, KeyDifference difference, EarlierKeys.Near near, boolean newCell) {
        long parts = near.differences().stream()
                .filter(other -> other.slot().equals(difference.slot()))
                .count();
        String more = parts == 1 ? "" : "and " + (parts - 1) + " more parts of this input";
        return new Reason.Change(
                difference,
                rows.between(difference).orElse(more),
                newCell && parts > 1,
                causes(cell, difference, near.earlier().run()));
    }

    private List<Reason.Cause> causes(Cell cell, KeyDifference difference, String since) {
        List<Reason.Cause> causes = new ArrayList<>();
        Set<String> steps = new HashSet<>();
        for (Reference reference : cell.spec().inputs().getOrDefault(difference.slot(), List.of())) {
            if (steps.add(reference.step())) {
                producer(cell, reference, difference, since)
                        .ifPresent(
                                made -> causes.add(new Reason.Cause(made.node().id(), reason(made))));
            }
        }
        return causes;
    }

    // The shards of one step share their cause; the one that made a changed part tells it, or one that ran.
    private Optional<Cell> producer(Cell reader, Reference reference, KeyDifference difference, String since) {
        Set<String> fresh = new HashSet<>(Arrays.asList(difference.after().split(" ")));
        Arrays.asList(difference.before().split(" ")).forEach(fresh::remove);
        return graph.groupOf(reader).needs().stream()
                .filter(need -> need.node().id().equals(reference.step()))
                .filter(need -> reference.selects(need.spec().coordinates()))
                .flatMap(need -> need.cells().stream())
                .filter(made -> made.state() != Cell.State.SERVED || changed(made, since))
                .min(Comparator.<Cell, Boolean>comparing(made -> outputs(made).noneMatch(fresh::contains))
                        .thenComparing(made -> made.state() == Cell.State.SERVED));
    }

    // A served cell explains a change only if it had another key when, or since, the reader had its own.
    private boolean changed(Cell made, String since) {
        return earlier(made.node().id(), made.descriptor().name())
                .changed(made.name(), made.document().key(), since);
    }

    private static Stream<String> outputs(Cell made) {
        return made.record() == null
                ? Stream.of()
                : Objects.requireNonNull(made.record()).outputs().values().stream()
                        .map(artifact -> artifact.digest().toString());
    }

    /** What an undecided combination waits for, and what is known already. */
    public Waiting waiting(CellGroup group) {
        return new WaitingFor(this, roots).of(group);
    }

    /** The fields of an undecided combination that differ already, whatever its open inputs will be. */
    Optional<List<KeyDifference>> already(CellGroup group) {
        EarlierKeys keys =
                earlier(group.node().id(), group.node().step().descriptor().name());
        Set<String> open = openSlots(group.spec(), group);
        var known = KeyDifference.fields(graph.knownOf(group).text());
        known.keySet().removeIf(field -> field.startsWith("inputs.") && open.contains(slot(field)));
        return keys.nearest(group.name(), known).map(EarlierKeys.Near::differences);
    }

    private static String slot(String field) {
        return new KeyDifference(field, "", "").slot();
    }

    private static Set<String> openSlots(CellSpec spec, CellGroup group) {
        Set<String> open = new HashSet<>(Set.of(LINEAGE));
        if (group.node().shard() != null) {
            open.add(Objects.requireNonNull(group.node().shard()).input());
        }
        Set<String> undone = new HashSet<>();
        group.needs().stream()
                .filter(need -> !need.done())
                .forEach(need -> undone.add(need.node().id()));
        spec.inputs().forEach((slot, references) -> {
            if (references.stream().anyMatch(reference -> undone.contains(reference.step()))) {
                open.add(slot);
            }
        });
        return open;
    }
}
