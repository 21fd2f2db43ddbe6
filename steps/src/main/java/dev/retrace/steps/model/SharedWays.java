package dev.retrace.steps.model;

import dev.retrace.steps.intervention.Intervention;
import dev.retrace.steps.intervention.Intervention.Sever;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of a replay that have been changed alike so far, and so are one row until their changes part: windows
 * of several widths from one layer on. Only cuts are compared; rows with other changes go alone.
 *
 * <p>Mutable: is asked for one layer after the other.
 */
final class SharedWays {

    private static final int NOWHERE = -1;

    private final List<ReplayRow> all;
    private final int[] ways; // by row
    private final boolean none; // whether no row can share its way with another
    private final Map<Way, Integer> known = new HashMap<>();

    /**
     * What led a row to where it is.
     *
     * @param from the number of the way before
     * @param step what was added to it
     */
    private record Way(int from, Object step) {}

    /** @param all longest first */
    SharedWays(List<ReplayRow> all) {
        this.all = List.copyOf(all);
        this.ways = new int[all.size()];
        this.none = all.stream().noneMatch(SharedWays::isOnlyCut);
        for (int i = 0; i < ways.length && !none; i++) {
            ReplayRow row = all.get(i);
            boolean alone = !isOnlyCut(row);
            ways[i] = number(
                    NOWHERE,
                    List.of(row.base().segment(), row.base().row(), row.token(), alone ? row.position() : NOWHERE));
        }
    }

    private static boolean isOnlyCut(ReplayRow row) {
        return row.changes().stream().allMatch(Sever.class::isInstance);
    }

    private int number(int from, Object step) {
        return known.computeIfAbsent(new Way(from, step), way -> known.size());
    }

    /** Those that have joined before a block, as few as go through it differently. */
    Stage at(int layer) {
        if (none) {
            return Stage.at(layer, all);
        }
        List<ReplayRow> rows = new ArrayList<>();
        Map<Integer, Integer> places = new HashMap<>();
        Map<Integer, Integer> first = new HashMap<>();
        for (int i = 0; i < ways.length; i++) {
            ReplayRow row = all.get(i);
            if (row.block() <= layer) {
                List<Intervention> here = row.changesUpTo(layer).stream()
                        .filter(change -> change instanceof Sever sever && sever.layer() == layer)
                        .toList();
                ways[i] = here.isEmpty() ? ways[i] : number(ways[i], here);
                Integer place = first.putIfAbsent(ways[i], rows.size());
                places.put(row.position(), place == null ? rows.size() : place);
                if (place == null) {
                    rows.add(row);
                }
            }
        }
        return new Stage(rows, places);
    }
}
