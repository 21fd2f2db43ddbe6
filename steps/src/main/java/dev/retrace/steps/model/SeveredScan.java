package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.tensor.Cut;
import dev.retrace.steps.tensor.Lines;
import dev.retrace.steps.tensor.Packing;
import dev.retrace.steps.tensor.Scoped;
import dev.retrace.steps.tensor.SelectiveScan;
import dev.retrace.steps.tensor.TensorRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The outputs of a scan at tokens that no longer take from some others. Such tokens read a second state,
 * in which the writes of what they are cut from are left out:
 *
 * <pre>{@code
 * K[t] = exp(Δ[t] A) K[t-1] + m[t] (Δ[t] c[t]) B[t]         y[t] = C[t] K[t]
 * m[t]_j = 0 where token t is a source and channel j is not kept, else 1
 * }</pre>
 *
 * <p>The state is linear in its writes, so this is the scan's own sum without the terms that are cut. It
 * is started again from the first token, once for all rows of one prompt that are cut alike.
 *
 * <p>Source: Endy et al. (arXiv 2505.24244), section 3, as in the authors' code.
 */
final class SeveredScan {

    private final Pass pass;
    private final int inner;
    private final int state;
    private final int[] begins;
    private final List<Shadow> whole; // all tokens at hand of their rows: these rows read no other state
    private final List<Shadow> shadows; // all others
    private final WriteMasks masks;

    /** Tokens of a row that are cut alike: what they read is a scan of its own. */
    private record Shadow(int row, int begin, List<Cut> cuts, List<Integer> targets) {

        int length() {
            return targets.get(targets.size() - 1) + 1 - begin;
        }
    }

    /** What lies before a shadow: the same for shadows of one prompt with the same masks. */
    private record Past(int base, List<Integer> masks) {}

    /**
     * @param inner e
     * @param state n
     */
    SeveredScan(Pass pass, int inner, int state) {
        this.pass = pass;
        this.inner = inner;
        this.state = state;
        this.begins = pass.begins();
        this.masks = new WriteMasks(inner);
        Map<Boolean, List<Shadow>> all = found().stream()
                .collect(Collectors.partitioningBy(
                        shadow -> shadow.targets().size() == pass.packing().length(shadow.row())));
        this.whole = all.getOrDefault(true, List.of());
        this.shadows = all.getOrDefault(false, List.of());
    }

    private List<Shadow> found() {
        Map<Integer, List<Cut>> byRow = new LinkedHashMap<>();
        pass.cuts()
                .forEach(cut -> byRow.computeIfAbsent(cut.row(), row -> new ArrayList<>())
                        .add(cut));
        List<Shadow> found = new ArrayList<>();
        byRow.forEach((row, cuts) -> {
            Map<List<Cut>, List<Integer>> alike = new LinkedHashMap<>();
            for (int step = 0; step < pass.packing().length(row); step++) {
                int token = begins[row] + step;
                List<Cut> here =
                        cuts.stream().filter(cut -> cut.targets().get(token)).toList();
                if (!here.isEmpty()) {
                    alike.computeIfAbsent(here, these -> new ArrayList<>()).add(token);
                }
            }
            alike.forEach((here, targets) -> found.add(new Shadow(row, begins[row], here, targets)));
        });
        found.sort(Comparator.comparingInt(Shadow::length).reversed());
        return found;
    }

    /**
     * Lets rows whose tokens are all cut alike go on from their second state.
     *
     * @param start where the states before the first tokens lie, (any, n e)
     * @return the same for all rows, of the caller's scope
     */
    Lines started(Lines start, NDArray decay) {
        if (whole.isEmpty() || Arrays.stream(begins).allMatch(begin -> begin == 0)) {
            return start;
        }
        Lines known = start(whole, decay);
        long own = known.table().getShape().get(0);
        Map<Integer, Long> cut = new HashMap<>();
        for (int i = 0; i < whole.size(); i++) {
            cut.put(whole.get(i).row(), known.indices()[i]);
        }
        Map<Long, Long> others = new LinkedHashMap<>(); // lines of rows that are not cut, each once
        long[] lines = new long[begins.length];
        for (int row = 0; row < lines.length; row++) {
            Long second = cut.get(row);
            lines[row] =
                    second != null ? second : others.computeIfAbsent(start.indices()[row], line -> own + others.size());
        }
        if (others.isEmpty()) {
            return new Lines(known.table(), lines);
        }
        long[] taken = others.keySet().stream().mapToLong(Long::longValue).toArray();
        return new Lines(NDArrays.concat(new NDList(known.table(), take(start.table(), taken))), lines);
    }

    /** What drives the scan then, of the caller's scope. */
    SelectiveScan.Drive entered(SelectiveScan.Drive drive) {
        int[] mask = new int[pass.packing().tokens()];
        for (Shadow shadow : whole) {
            for (int step = 0; step < shadow.length(); step++) {
                mask[pass.packing().index(shadow.row(), step)] = masks.of(shadow.cuts(), shadow.begin() + step);
            }
        }
        return Arrays.stream(mask).allMatch(each -> each == 0) ? drive : masked(drive, mask);
    }

    /**
     * Overwrites outputs.
     *
     * @param y of the scan without cuts, (t, e), changed
     * @param drive of the same scan
     * @param decay A, (n, e)
     * @param out C, (t, n)
     */
    void into(NDArray y, SelectiveScan.Drive drive, NDArray decay, NDArray out) {
        if (shadows.isEmpty()) {
            return;
        }
        Scoped.run(() -> {
            Packing own = new Packing(shadows.stream().mapToInt(Shadow::length).toArray());
            int[] mask = new int[own.tokens()];
            long[] lines = new long[own.tokens()];
            for (int i = 0; i < shadows.size(); i++) {
                Shadow shadow = shadows.get(i);
                for (int step = 0; step < shadow.length(); step++) {
                    lines[own.index(i, step)] = pass.packing().index(shadow.row(), step);
                    mask[own.index(i, step)] = masks.of(shadow.cuts(), shadow.begin() + step);
                }
            }
            SelectiveScan.Drive masked = masked(
                    new SelectiveScan.Drive(
                            take(drive.delta(), lines), take(drive.drive(), lines), take(drive.in(), lines)),
                    mask);
            NDArray read = SelectiveScan.outputs(own, masked, decay, take(out, lines), start(shadows, decay));
            put(y, own, read);
        });
    }

    private void put(NDArray y, Packing own, NDArray read) {
        int cut = shadows.stream().mapToInt(shadow -> shadow.targets().size()).sum();
        long[] from = new long[cut];
        long[] to = new long[cut];
        int next = 0;
        for (int i = 0; i < shadows.size(); i++) {
            Shadow shadow = shadows.get(i);
            for (int token : shadow.targets()) {
                from[next] = own.index(i, token - shadow.begin());
                to[next++] = pass.packing().index(shadow.row(), token - shadow.begin());
            }
        }
        TensorRows.put(y, to, take(read, from));
    }

    private NDArray take(NDArray table, long[] lines) {
        return TensorRows.take(pass.owner(), table, lines);
    }

    private SelectiveScan.Drive masked(SelectiveScan.Drive drive, int[] mask) {
        return new SelectiveScan.Drive(drive.delta(), drive.drive().mul(masks.lines(pass.owner(), mask)), drive.in());
    }

    /** Where the second state before the first token of each shadow lies, (any, n e). */
    private Lines start(List<Shadow> shadows, NDArray decay) {
        int[] sameBase = pass.sameBase();
        Map<Past, List<Integer>> pasts = new LinkedHashMap<>();
        for (int i = 0; i < shadows.size(); i++) {
            Shadow shadow = shadows.get(i);
            List<Integer> mask = new ArrayList<>();
            for (int token = 0; token < shadow.begin(); token++) {
                mask.add(masks.of(shadow.cuts(), token));
            }
            pasts.computeIfAbsent(new Past(sameBase[shadow.row()], mask), past -> new ArrayList<>())
                    .add(i);
        }
        List<Past> order = new ArrayList<>(pasts.keySet());
        order.sort(Comparator.comparingInt((Past past) -> -past.masks().size()).thenComparing(Past::base));
        order.removeIf(past -> past.masks().isEmpty());
        long[] lines = new long[shadows.size()];
        pasts.forEach(
                (past, of) -> of.forEach(i -> lines[i] = past.masks().isEmpty() ? order.size() : order.indexOf(past)));
        NDArray zero = pass.owner().zeros(new Shape(1, (long) state * inner));
        NDArray known = order.isEmpty()
                ? zero
                : NDArrays.concat(new NDList(ends(order, new Lines(zero, new long[order.size()]), decay), zero));
        return new Lines(known, lines);
    }

    /**
     * The second state after each past, (pasts, n e).
     *
     * @param pasts longest first
     * @param start where they begin
     */
    private NDArray ends(List<Past> pasts, Lines start, NDArray decay) {
        Packing packing =
                new Packing(pasts.stream().mapToInt(past -> past.masks().size()).toArray());
        int[] mask = new int[packing.tokens()];
        for (int i = 0; i < pasts.size(); i++) {
            for (int token = 0; token < packing.length(i); token++) {
                mask[packing.index(i, token)] = pasts.get(i).masks().get(token);
            }
        }
        List<Integer> rows = pasts.stream().map(Past::base).toList();
        return SelectiveScan.ends(
                packing, masked(Rescan.recalled(pass, packing, rows, inner, state), mask), decay, start);
    }
}
