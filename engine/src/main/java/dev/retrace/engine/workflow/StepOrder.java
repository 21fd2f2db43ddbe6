package dev.retrace.engine.workflow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/** Orders steps so that each comes after those that it reads, and otherwise as the file has them. */
final class StepOrder {

    private final List<String> ids;
    private final Map<String, Set<String>> needs;
    private final Map<String, Integer> positions = new HashMap<>();
    private final Map<String, Integer> missing = new HashMap<>();
    private final Map<String, List<String>> readers = new HashMap<>();
    private final PriorityQueue<Integer> ready = new PriorityQueue<>();
    private final Set<String> ordered = new LinkedHashSet<>();
    private final List<List<String>> cycles = new ArrayList<>();

    /** @param needs step to the steps that it reads, all of them among {@code ids} */
    StepOrder(List<String> ids, Map<String, Set<String>> needs) {
        this.ids = List.copyOf(ids);
        this.needs = needs;
        for (String id : ids) {
            positions.put(id, positions.size());
            needs(id)
                    .forEach(needed -> readers.computeIfAbsent(needed, none -> new ArrayList<>())
                            .add(id));
            missing.put(id, needs(id).size());
            offer(id);
        }
        takeReady();
        for (String id : ids) {
            if (!ordered.contains(id)) {
                breakCycle(id);
                takeReady();
            }
        }
    }

    /** All steps, in order; where there are cycles, cut somewhere. */
    List<String> order() {
        return List.copyOf(ordered);
    }

    /** Steps that wait for each other: each reads the next, and the last the first. */
    List<List<String>> cycles() {
        return List.copyOf(cycles);
    }

    private Set<String> needs(String id) {
        return needs.getOrDefault(id, Set.of());
    }

    private void offer(String id) {
        if (missing.getOrDefault(id, 0) == 0) {
            ready.add(positions.getOrDefault(id, 0));
        }
    }

    private void takeReady() {
        for (Integer next = ready.poll(); next != null; next = ready.poll()) {
            take(ids.get(next));
        }
    }

    private void take(String id) {
        if (ordered.add(id)) {
            for (String reader : readers.getOrDefault(id, List.of())) {
                missing.merge(reader, -1, Integer::sum);
                offer(reader);
            }
        }
    }

    /** Follows what is waited for until a step comes again, and takes that circle as done. */
    private void breakCycle(String start) {
        List<String> path = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        String at = start;
        while (seen.add(at)) {
            path.add(at);
            at = needs(at).stream()
                    .filter(needed -> !ordered.contains(needed))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("a step waits for nothing"));
        }
        List<String> cycle = new ArrayList<>(path.subList(path.indexOf(at), path.size()));
        int first = cycle.indexOf(Collections.min(cycle, Comparator.comparing(positions::get)));
        Collections.rotate(cycle, -first);
        cycles.add(cycle);
        cycle.forEach(this::take);
    }
}
