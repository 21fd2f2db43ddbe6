package dev.retrace.engine.explain;

import dev.retrace.cache.Digest;
import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.plan.CellGraph;
import dev.retrace.engine.plan.CellGroup;
import dev.retrace.engine.plan.Explanation;
import dev.retrace.engine.plan.Reason;
import dev.retrace.engine.plan.Waiting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A plan in lines: what is alike is told once, with its number and examples. */
public final class PlanLines {

    /** How many that are alike are told one by one all the same. */
    private static final int FEW = 3;

    private static final String INDENT = " ".repeat(11);

    /**
     * One cell or combination.
     *
     * @param mark {@code served}, {@code must run}, {@code undecided} or {@code skipped}
     * @param text what is told of it
     * @param more a second line, or nothing
     * @param alike what those that are told together have in common
     * @param same the same, down to the values; told apart by it only where few are different
     */
    private record Entry(String mark, String step, String name, String text, String more, Object alike, Object same) {

        Entry(String mark, String step, String name, String text, String more, Object alike) {
            this(mark, step, name, text, more, alike, alike);
        }
    }

    private final CellGraph graph;
    private final Explanation explanation;
    private final boolean all;

    /** @param all whether to tell every cell */
    public PlanLines(CellGraph graph, Explanation explanation, boolean all) {
        this.graph = graph;
        this.explanation = explanation;
        this.all = all;
    }

    /**
     * The lines of all combinations, in the plan's order.
     *
     * @param origin tells where served cells came from; null where that is not asked for
     */
    public List<String> lines(@Nullable Origin origin) {
        Map<List<Object>, List<Entry>> alike = new LinkedHashMap<>();
        for (CellGroup group : graph.groups()) {
            for (Entry entry : entries(group, origin)) {
                alike.computeIfAbsent(List.of(entry.mark(), entry.step(), entry.alike()), first -> new ArrayList<>())
                        .add(entry);
            }
        }
        List<String> lines = new ArrayList<>();
        alike.values().forEach(entries -> tellAlike(entries, lines));
        return lines;
    }

    private void tellAlike(List<Entry> entries, List<String> lines) {
        Map<Object, List<Entry>> same = new LinkedHashMap<>();
        entries.forEach(entry ->
                same.computeIfAbsent(entry.same(), first -> new ArrayList<>()).add(entry));
        if (same.size() <= FEW) {
            same.values().forEach(some -> tell(some, lines));
        } else {
            tell(entries, lines);
        }
    }

    private void tell(List<Entry> entries, List<String> lines) {
        if (all || entries.size() <= FEW) {
            for (Entry entry : entries) {
                lines.add(line(entry.mark(), entry.name(), entry.text()));
                if (!entry.more().isEmpty()) {
                    lines.add(INDENT + entry.more());
                }
            }
            return;
        }
        Entry first = entries.get(0);
        boolean same = entries.stream().allMatch(entry -> entry.same().equals(first.same()));
        String what = first.mark().equals("undecided") ? " × ? of " : " cells of ";
        lines.add(line(
                first.mark(),
                String.format(Locale.ROOT, "%,d", entries.size()) + what + first.step(),
                first.text().replaceFirst("^  [0-9a-f]{12}$", "") + (same ? "" : ", the others alike")));
        lines.add(INDENT
                + entries.stream()
                        .limit(FEW)
                        .map(entry -> entry.name() + (entry.more().isEmpty() ? "" : " (" + entry.more() + ")"))
                        .collect(Collectors.joining(", ", "as ", ""))
                + String.format(Locale.ROOT, " and %,d more; --all tells each", entries.size() - FEW));
    }

    private static String line(String mark, String name, String text) {
        return String.format("%-10s %s%s", mark, name, text);
    }

    private List<Entry> entries(CellGroup group, @Nullable Origin origin) {
        String id = group.node().id();
        if (!group.skipped().isEmpty()) {
            return List.of(new Entry("skipped", id, group.name(), ": " + group.skipped(), "", group.skipped()));
        } else if (!group.decided()) {
            Waiting waiting = explanation.waiting(group);
            return List.of(new Entry("undecided", id, group.name(), ": " + waiting.text(), "", waiting.shape()));
        }
        List<Entry> entries = new ArrayList<>(served(group, origin));
        for (Cell cell : group.cells()) {
            if (!cell.state().succeeded()) {
                entries.add(mustRun(cell));
            }
        }
        return entries;
    }

    private Entry mustRun(Cell cell) {
        Reason reason = explanation.reason(cell);
        String nearest = reason.nearest().isEmpty() ? "" : ", nearest earlier " + brief(reason.nearest());
        return new Entry(
                "must run",
                cell.node().id(),
                cell.name(),
                ": " + reason.text(),
                "key " + cell.document().key().brief() + nearest,
                reason.shape(true),
                reason.shape(false));
    }

    private static String brief(String digest) {
        return Digest.parse(digest).brief();
    }

    private List<Entry> served(CellGroup group, @Nullable Origin origin) {
        List<Cell> served =
                group.cells().stream().filter(cell -> cell.state().succeeded()).toList();
        if (served.isEmpty()) {
            return List.of();
        }
        String id = group.node().id();
        if (origin != null) {
            return served.stream()
                    .map(cell -> new Entry(
                            "served",
                            id,
                            cell.name(),
                            "  " + cell.document().key().brief(),
                            origin.of(cell),
                            origin.use(cell).computedIn()))
                    .toList();
        }
        int of = group.cells().size();
        String shards = group.node().shard() == null ? "" : " (" + served.size() + " of " + of + " shards)";
        return List.of(new Entry("served", id, group.name(), shards, "", shards));
    }
}
