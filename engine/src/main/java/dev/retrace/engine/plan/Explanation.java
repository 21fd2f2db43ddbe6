package dev.retrace.engine.plan;

import dev.retrace.cache.ContentStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * Says why a cell is not served: the nearest earlier key document and the fields that differ, and
 * for an input that differs the same of the cell that made it, up to the root cause.
 */
public final class Explanation {

    /** Key documents of earlier work, newest first. */
    @FunctionalInterface
    public interface History {

        /** Those of one step of the workflow (by id) first, then those of the same kind of step. */
        List<String> documents(String stepId, String step);
    }

    private static final String LINEAGE = "lineage";
    private static final int MOST_FIELDS = 6;
    private static final int MOST_COMPARED = 50;

    private final CellGraph graph;
    private final History history;
    private final RowDifference rows;
    private final Map<String, SortedMap<String, String>> earlierFields = new HashMap<>();

    /** @param content where the rows of changed tables are looked up */
    public Explanation(CellGraph graph, History history, ContentStore content) {
        this.graph = graph;
        this.history = history;
        this.rows = new RowDifference(content);
    }

    /** One line: {@code param seed: 7 -> 8}, or what changed further up. */
    public String of(Cell cell) {
        return cell.former() != null ? "forced" : String.join("; ", lines(cell, new HashSet<>()));
    }

    private List<String> lines(Cell cell, Set<String> seen) {
        if (!seen.add(cell.node().id())) {
            return List.of();
        }
        rows.know(cell);
        Optional<List<KeyDifference>> nearest = nearest(cell);
        if (nearest.isEmpty()) {
            return List.of("no earlier cell of step " + cell.descriptor().name());
        }
        List<String> lines = new ArrayList<>();
        Set<String> slots = new HashSet<>();
        for (KeyDifference difference : nearest.get()) {
            if (difference.slot().equals(LINEAGE) && nearest.get().size() > 1) {
                continue; // it follows from the others
            }
            if (difference.slot().isEmpty()) {
                lines.add(difference.toString());
            } else if (slots.add(difference.slot())) {
                lines.add(input(cell, difference, seen));
            }
        }
        int more = lines.size() - MOST_FIELDS;
        return more <= 0 ? lines : shortened(lines, more);
    }

    private static List<String> shortened(List<String> lines, int more) {
        List<String> shorter = new ArrayList<>(lines.subList(0, MOST_FIELDS));
        shorter.add("and " + more + " more fields");
        return shorter;
    }

    private String input(Cell cell, KeyDifference difference, Set<String> seen) {
        String line = difference
                + rows.between(difference).map(told -> " (" + told + ")").orElse("");
        List<String> causes = new ArrayList<>();
        producer(cell, difference.slot())
                .ifPresent(producer -> lines(producer, seen)
                        .forEach(cause -> causes.add(producer.node().id() + ": " + cause)));
        return causes.isEmpty() ? line : line + " <- " + String.join("; ", causes);
    }

    // The shards of one step share their cause; one that ran tells it.
    private Optional<Cell> producer(Cell reader, String slot) {
        return reader.spec().inputs().getOrDefault(slot, List.of()).stream()
                .flatMap(reference -> CellGraph.selected(graph.byStep(), reference).stream())
                .flatMap(group -> group.cells().stream())
                .min(Comparator.comparing(producer -> producer.state() == Cell.State.SERVED));
    }

    /** The fields that differ from the nearest earlier key document, if there is an earlier one. */
    public Optional<List<KeyDifference>> nearest(Cell cell) {
        String text = cell.document().text();
        SortedMap<String, String> now = KeyDifference.fields(text);
        List<List<KeyDifference>> all = history
                .documents(cell.node().id(), cell.descriptor().name())
                .stream()
                .filter(earlier -> !earlier.equals(text))
                .map(earlier ->
                        KeyDifference.between(earlierFields.computeIfAbsent(earlier, KeyDifference::fields), now))
                .toList();
        int fewest = all.stream().mapToInt(List::size).min().orElse(0);
        // All shards of a step differ in one field: the nearest is the one that shares most rows.
        return all.stream()
                .filter(differences -> differences.size() == fewest)
                .limit(MOST_COMPARED)
                .min(Comparator.comparingInt(differences ->
                        differences.stream().mapToInt(rows::distance).sum()));
    }
}
