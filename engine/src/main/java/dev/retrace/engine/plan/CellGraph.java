package dev.retrace.engine.plan;

import dev.retrace.cache.ActionRecord;
import dev.retrace.engine.step.StepDescriptor;
import dev.retrace.engine.workflow.CellSpec;
import dev.retrace.engine.workflow.Reference;
import dev.retrace.engine.workflow.StepNode;
import dev.retrace.engine.workflow.Workflow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The cells of a workflow as they become known: the one bookkeeping of a plan and of a run.
 *
 * <p>A combination is decided when all that it reads is done; its cells are then served or ready.
 * A plan stops there; a run computes what is ready, says so with {@link #succeeded} or {@link
 * #failed}, and gets the cells that this decided. Each dependency is looked at once, so that a sweep
 * costs time in proportion to its size. Not for use by several threads.
 */
public final class CellGraph {

    private final Map<String, List<CellGroup>> byStep = new LinkedHashMap<>();
    private final Map<Cell, CellGroup> owners = new HashMap<>();
    private final Selections selections = new Selections(byStep);
    private final CellDecider decider;

    /**
     * @param only ids of the steps wanted, with all that they need; empty for all
     */
    public CellGraph(Workflow workflow, Set<String> only, CellDecider decider) {
        this.decider = decider;
        Set<String> wanted = closure(workflow, only);
        for (StepNode node : workflow.steps()) {
            if (wanted.contains(node.id())) {
                StepDescriptor<?> descriptor = node.step().descriptor();
                byStep.put(
                        node.id(),
                        node.cells().stream()
                                .map(spec -> new CellGroup(node, spec, descriptor))
                                .toList());
            }
        }
        groups().forEach(group -> group.spec()
                .inputs()
                .values()
                .forEach(references -> references.forEach(reference -> connect(group, reference))));
    }

    /** All combinations, in topological order. */
    public List<CellGroup> groups() {
        return byStep.values().stream().flatMap(List::stream).toList();
    }

    /** The combinations of each step, by its id. */
    public Map<String, List<CellGroup>> byStep() {
        return Collections.unmodifiableMap(byStep);
    }

    /** All cells known so far. */
    public List<Cell> cells() {
        return groups().stream().flatMap(group -> group.cells().stream()).toList();
    }

    /** The combination that a decided cell belongs to. */
    public CellGroup groupOf(Cell cell) {
        return Objects.requireNonNull(owners.get(cell), "a cell of another graph");
    }

    /** The key document of a combination that is not decided, as far as its inputs are known. */
    KeyDocument knownOf(CellGroup group) {
        return decider.known(group);
    }

    /** Decides what can be decided before anything runs; gives the cells, served or ready. */
    public List<Cell> start() {
        return decide(groups().stream().filter(CellGroup::ready).toList());
    }

    /** A ready cell now has its record; gives the cells that this decided. */
    public List<Cell> succeeded(Cell cell, Cell.State how, ActionRecord record) {
        cell.succeed(how, record);
        return ended(cell);
    }

    /** A ready cell could not be computed; gives the cells that this decided. */
    public List<Cell> failed(Cell cell, String why) {
        cell.fail(why);
        return ended(cell);
    }

    private List<Cell> ended(Cell cell) {
        CellGroup group = groupOf(cell);
        group.ended();
        return group.done() ? decide(release(group)) : List.of();
    }

    private List<Cell> decide(Collection<CellGroup> ready) {
        List<Cell> known = new ArrayList<>();
        Deque<CellGroup> queue = new ArrayDeque<>(ready);
        while (!queue.isEmpty()) {
            List<CellGroup> independent = List.copyOf(queue);
            queue.clear();
            decider.decide(independent);
            for (CellGroup group : independent) {
                known.addAll(group.cells());
                group.cells().forEach(cell -> owners.put(cell, group));
                if (group.done()) {
                    queue.addAll(release(group));
                }
            }
        }
        return known;
    }

    private static List<CellGroup> release(CellGroup done) {
        List<CellGroup> ready = new ArrayList<>();
        for (CellGroup reader : done.neededBy()) {
            reader.met();
            if (reader.ready()) {
                ready.add(reader);
            }
        }
        return ready;
    }

    private void connect(CellGroup reader, Reference reference) {
        selected(reference).forEach(reader::need);
    }

    /** The combinations that a reference selects, in matrix order. */
    List<CellGroup> selected(Reference reference) {
        return selections.of(reference);
    }

    private static Set<String> closure(Workflow workflow, Set<String> only) {
        Set<String> wanted = new LinkedHashSet<>(only);
        for (int i = workflow.steps().size() - 1; i >= 0; i--) { // readers come after what they read
            StepNode node = workflow.steps().get(i);
            if (only.isEmpty() || wanted.contains(node.id())) {
                wanted.add(node.id());
                for (CellSpec spec : node.cells()) {
                    spec.inputs()
                            .values()
                            .forEach(references -> references.forEach(reference -> wanted.add(reference.step())));
                }
            }
        }
        return wanted;
    }
}
