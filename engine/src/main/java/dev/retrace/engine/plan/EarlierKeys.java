package dev.retrace.engine.plan;

import dev.retrace.cache.Digest;
import dev.retrace.engine.workflow.Shard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The keys that earlier cells of one step had, arranged so that the nearest to a key is found
 * without comparing it to all: a sweep of ten thousand cells that all must run asks ten thousand
 * times.
 *
 * <p>First those of the same cell; else some of the newest; else those that share its rarest fields,
 * and of shards the one that shares most rows.
 */
final class EarlierKeys {

    /** An earlier key, and what it differs in. */
    record Near(Explanation.Earlier earlier, List<KeyDifference> differences) {}

    private static final int OF_ONE_CELL = 8;
    private static final int NEWEST = 16;
    private static final int CANDIDATES = 64;
    private static final int MOST_TABLES = 2000;

    private final List<Explanation.Earlier> all = new ArrayList<>();
    private final Map<Digest, Explanation.Earlier> byKey = new HashMap<>();
    private final Map<String, List<Integer>> byCell = new HashMap<>();
    private final Map<Integer, SortedMap<String, String>> fields = new HashMap<>();
    private final RowDifference rows;
    private @Nullable Map<String, List<Integer>> postings;
    private final Map<String, Map<String, List<String>>> rowOwners = new HashMap<>();

    /** @param earlier newest first */
    EarlierKeys(List<Explanation.Earlier> earlier, RowDifference rows) {
        this.rows = rows;
        for (Explanation.Earlier each : earlier) {
            boolean known = byKey.putIfAbsent(each.key(), each) != null;
            if (!each.document().isEmpty() && !(known && each.cell().isEmpty())) {
                byCell.computeIfAbsent(each.cell(), first -> new ArrayList<>()).add(all.size());
                all.add(each);
            }
        }
    }

    /** The earlier cell with this very key. */
    Optional<Explanation.Earlier> same(Digest key) {
        return Optional.ofNullable(byKey.get(key));
    }

    /** Whether a cell of this name is remembered. */
    boolean knows(String cell) {
        return byCell.containsKey(cell);
    }

    /** Whether a cell of this name had another key in this run or a later one. */
    boolean changed(String cell, Digest key, String since) {
        return byCell.getOrDefault(cell, List.of()).stream()
                .map(all::get)
                .anyMatch(had -> !had.key().equals(key) && had.run().compareTo(since) >= 0);
    }

    /** The nearest earlier key of a cell, other than its own, if there is an earlier one. */
    Optional<Near> nearest(Cell cell) {
        SortedMap<String, String> now = KeyDifference.fields(cell.document().text());
        Digest key = cell.document().key();
        if (cell.shard() >= 0) {
            Set<Integer> candidates = sharing(now);
            candidates.addAll(sharingRows(now, shardPlace(cell, now)));
            return best(compared(candidates, key, now), true);
        }
        Optional<Near> near =
                best(compared(first(byCell.getOrDefault(cell.name(), List.of()), OF_ONE_CELL), key, now), false);
        if (near.isEmpty()) {
            near = best(compared(newest(), key, now), false);
        }
        if (near.isEmpty() || (near.get().differences().size() > 1 && !knows(cell.name()))) {
            Set<Integer> candidates = sharing(now);
            candidates.addAll(newest());
            near = best(compared(candidates, key, now), false);
        }
        return near;
    }

    /** The nearest earlier key of a combination that is not decided, by the fields that are known. */
    Optional<Near> nearest(String group, SortedMap<String, String> known) {
        List<Integer> own = byCell.getOrDefault(group, byCell.getOrDefault(group + "#0", List.of()));
        List<Near> all = new ArrayList<>();
        for (int position : first(own.isEmpty() ? newest() : own, own.isEmpty() ? NEWEST : OF_ONE_CELL)) {
            SortedMap<String, String> earlier = new TreeMap<>(fields(position));
            earlier.keySet().removeIf(field -> field.startsWith("inputs.") && !known.containsKey(field));
            all.add(new Near(this.all.get(position), KeyDifference.between(earlier, known)));
        }
        return best(all, false);
    }

    private Optional<Near> best(List<Near> all, boolean byRows) {
        int fewest =
                all.stream().mapToInt(near -> near.differences().size()).min().orElse(0);
        return all.stream()
                .filter(near -> near.differences().size() == fewest)
                .min(Comparator.comparingInt(near -> byRows
                        ? near.differences().stream().mapToInt(rows::distance).sum()
                        : 0));
    }

    private List<Near> compared(Iterable<Integer> positions, Digest key, SortedMap<String, String> now) {
        List<Near> near = new ArrayList<>();
        for (int position : positions) {
            if (!all.get(position).key().equals(key) && near.size() < CANDIDATES + NEWEST) {
                near.add(new Near(all.get(position), KeyDifference.between(fields(position), now)));
            }
        }
        return near;
    }

    private List<Integer> newest() {
        return IntStream.range(0, Math.min(NEWEST + 1, all.size())).boxed().toList();
    }

    private static List<Integer> first(List<Integer> positions, int most) {
        return positions.subList(0, Math.min(most, positions.size()));
    }

    private SortedMap<String, String> fields(int position) {
        return fields.computeIfAbsent(
                position, unread -> KeyDifference.fields(all.get(position).document()));
    }

    /** Those that share the fields which the fewest share. */
    private Set<Integer> sharing(SortedMap<String, String> now) {
        List<List<Integer>> shared = new ArrayList<>();
        now.forEach((field, value) ->
                shared.add(first(postings().getOrDefault(field + "=" + value, List.of()), CANDIDATES)));
        shared.sort(Comparator.comparingInt(List::size));
        Set<Integer> candidates = new LinkedHashSet<>();
        for (List<Integer> some : shared) {
            if (candidates.size() < CANDIDATES) {
                candidates.addAll(some);
            }
        }
        return candidates;
    }

    private Map<String, List<Integer>> postings() {
        if (postings == null) {
            Map<String, List<Integer>> made = new HashMap<>();
            for (int position = 0; position < all.size(); position++) {
                int here = position;
                fields(position)
                        .forEach((field, value) -> made.computeIfAbsent(field + "=" + value, first -> new ArrayList<>())
                                .add(here));
            }
            postings = made;
        }
        return postings;
    }

    /** Those whose shard has most rows in common with one that is new. */
    private List<Integer> sharingRows(SortedMap<String, String> now, String place) {
        Map<String, Integer> votes = new HashMap<>();
        for (String row : rows.ids(now.getOrDefault(place, ""))) {
            rowOwners(place).getOrDefault(row, List.of()).forEach(owner -> votes.merge(owner, 1, Integer::sum));
        }
        return votes.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(most -> first(postings().getOrDefault(place + "=" + most.getKey(), List.of()), CANDIDATES))
                .orElse(List.of());
    }

    private static String shardPlace(Cell cell, SortedMap<String, String> now) {
        Shard shard = cell.node().shard();
        String slot = shard == null ? "" : "inputs." + shard.input();
        return now.keySet().stream()
                .filter(field -> field.equals(slot) || field.startsWith(slot + "["))
                .findFirst()
                .orElse("");
    }

    private Map<String, List<String>> rowOwners(String place) {
        return rowOwners.computeIfAbsent(place, unread -> {
            Set<String> tables = new LinkedHashSet<>();
            for (int position = 0; position < all.size() && tables.size() < MOST_TABLES; position++) {
                tables.add(fields(position).getOrDefault(place, ""));
            }
            Map<String, List<String>> owners = new HashMap<>();
            tables.forEach(table -> rows.ids(table)
                    .forEach(row -> owners.computeIfAbsent(row, first -> new ArrayList<>())
                            .add(table)));
            return owners;
        });
    }
}
