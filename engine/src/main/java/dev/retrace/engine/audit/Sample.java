package dev.retrace.engine.audit;

import dev.retrace.cache.Digest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many of a run's cells are audited: a share of each step's, at least one, or so many in all,
 * spread over the steps. The draw is by hash, so that the same seed draws the same cells.
 *
 * @param share of each step's cells, above 0 and at most 1; 0 where {@code cells} holds
 * @param cells in all; 0 where {@code share} holds
 * @param seed of the draw
 */
public record Sample(double share, int cells, long seed) {

    private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,6})?)%");
    private static final Pattern COUNT = Pattern.compile("\\d{1,9}");

    /** A cell that can be drawn. */
    public record Candidate(String cell, String stepId, Digest key) {}

    public Sample {
        boolean counted = share == 0 && cells > 0;
        if (!counted && !(share > 0 && share <= 1 && cells == 0)) {
            throw new IllegalArgumentException("a sample is above 0% and at most 100%, or a number of cells above 0");
        }
    }

    /**
     * Reads {@code 5%} or {@code 20}.
     *
     * @throws IllegalArgumentException with what is allowed
     */
    public static Sample parse(String text, long seed) {
        Matcher percent = PERCENT.matcher(text);
        if (percent.matches()) {
            return new Sample(Double.parseDouble(percent.group(1)) / 100, 0, seed);
        } else if (COUNT.matcher(text).matches()) {
            return new Sample(0, Integer.parseInt(text), seed);
        }
        throw new IllegalArgumentException("a sample is written 5% or 20, not '" + text + "'");
    }

    /** The cells drawn, by step in the order given, each key once. */
    public List<Candidate> draw(List<Candidate> from) {
        Map<Digest, Candidate> distinct = new LinkedHashMap<>();
        from.forEach(candidate -> distinct.putIfAbsent(candidate.key(), candidate));
        Map<String, List<Candidate>> steps = new LinkedHashMap<>();
        distinct.values()
                .forEach(candidate -> steps.computeIfAbsent(candidate.stepId(), first -> new ArrayList<>())
                        .add(candidate));
        steps.values().forEach(step -> step.sort(Comparator.comparing(this::rank)));
        List<Candidate> drawn = new ArrayList<>();
        int rounds = steps.values().stream().mapToInt(List::size).max().orElse(0);
        for (int round = 0; round < rounds; round++) {
            for (List<Candidate> step : steps.values()) {
                if (round < quota(step.size()) && (cells == 0 || drawn.size() < cells)) {
                    drawn.add(step.get(round));
                }
            }
        }
        List<String> order = List.copyOf(steps.keySet());
        drawn.sort(Comparator.comparingInt(candidate -> order.indexOf(candidate.stepId())));
        return drawn;
    }

    private int quota(int size) {
        return cells > 0 ? size : (int) Math.min(size, Math.ceil(share * size));
    }

    private Digest rank(Candidate candidate) {
        return Digest.of(seed + " " + candidate.key().hex());
    }
}
