package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.tensor.CausalConvolution;
import dev.retrace.steps.tensor.Cut;
import dev.retrace.steps.tensor.Normalization;
import dev.retrace.steps.tensor.Scoped;
import dev.retrace.steps.tensor.TensorRows;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a state-space layer gives at tokens that are cut off strictly: from the scan and from the
 * convolution before it. As such a token sees the layer, every convolution takes from the sources nothing
 * but what belongs to their own place, so what their successors write is free of them too:
 *
 * <pre>{@code x[t] = SiLU(b + w[0] a[t] + Σ_{i ≥ 1, t-i no source} w[i] a[t-i])}</pre>
 *
 * <p>The layer is computed again so from the first token on, once for all tokens of a row that are cut
 * alike. The published knockout (Endy et al., arXiv 2505.24244) cuts the scan alone.
 */
final class StrictCuts {

    private final Pass pass;
    private final List<Alike> alike;
    private final WholePrompts past;

    /**
     * Tokens of a row that are cut alike.
     *
     * @param cuts of the row, all of them
     */
    record Alike(int row, BitSet sources, List<Integer> targets, List<Cut> cuts) {

        int length() {
            return targets.get(targets.size() - 1) + 1;
        }
    }

    /** Makes s, (t, e), of what was convolved, (t, w), for whole prompts. */
    interface Mixer {

        NDArray of(NDArray convolved, WholePrompts past);
    }

    private StrictCuts(Pass pass, List<Cut> cuts) {
        this.pass = pass;
        this.alike = alike(pass, cuts);
        this.past = new WholePrompts(pass, alike);
    }

    /**
     * Overwrites s at the targets of strict cuts.
     *
     * @param s (t, e), changed
     * @param a what the convolution sees, (t, w)
     */
    static void into(NDArray s, NDArray a, CausalConvolution convolution, Pass pass, Mixer mixer) {
        List<Cut> cuts = pass.cuts();
        if (cuts.stream().anyMatch(Cut::strict)) {
            StrictCuts strict = new StrictCuts(pass, cuts);
            if (!strict.alike.isEmpty()) {
                Scoped.run(() -> strict.put(s, mixer.of(strict.convolved(convolution, a), strict.past)));
            }
        }
    }

    private static List<Alike> alike(Pass pass, List<Cut> all) {
        int[] begins = pass.begins();
        List<Alike> found = new ArrayList<>();
        for (int row = 0; row < begins.length; row++) {
            int of = row;
            List<Cut> cuts = all.stream().filter(cut -> cut.row() == of).toList();
            Map<BitSet, List<Integer>> bySources = new LinkedHashMap<>();
            for (int step = 0; step < pass.packing().length(row); step++) {
                BitSet sources = sources(cuts, begins[row] + step);
                if (!sources.isEmpty()) {
                    bySources.computeIfAbsent(sources, any -> new ArrayList<>()).add(begins[row] + step);
                }
            }
            bySources.forEach((sources, targets) -> found.add(new Alike(of, sources, targets, cuts)));
        }
        found.sort(Comparator.comparingInt(Alike::length).reversed());
        return found;
    }

    private static BitSet sources(List<Cut> cuts, int target) {
        BitSet sources = new BitSet();
        cuts.stream()
                .filter(cut -> cut.strict() && cut.targets().get(target))
                .forEach(cut -> sources.or(cut.sources()));
        return sources;
    }

    private NDArray convolved(CausalConvolution convolution, NDArray a) {
        NDManager owner = pass.owner();
        NDArray wide = a.getDataType() == DataType.FLOAT32 ? a : a.toType(DataType.FLOAT32, false);
        NDArray seen = past.whole(Memory.CONVOLUTION, wide);
        NDArray handed =
                seen.mul(owner.create(handing(), new Shape(past.packing().tokens(), 1)));
        int lines = convolution.lookback() * past.packing().rows();
        NDArray history = lines == 0
                ? handed
                : owner.zeros(new Shape(lines, seen.getShape().get(1)));
        return Normalization.silu(
                convolution.of(handed, history, past.packing()).addi(convolution.own(seen.sub(handed))));
    }

    /** 0 for sources, 1 for all other tokens. */
    private float[] handing() {
        float[] handing = new float[past.packing().tokens()];
        for (int i = 0; i < alike.size(); i++) {
            for (int token = 0; token < past.packing().length(i); token++) {
                handing[past.packing().index(i, token)] = alike.get(i).sources().get(token) ? 0 : 1;
            }
        }
        return handing;
    }

    private void put(NDArray s, NDArray read) {
        List<Long> from = new ArrayList<>();
        List<Long> to = new ArrayList<>();
        int[] begins = pass.begins();
        for (int i = 0; i < alike.size(); i++) {
            for (int token : alike.get(i).targets()) {
                int row = alike.get(i).row();
                from.add((long) past.packing().index(i, token));
                to.add((long) pass.packing().index(row, token - begins[row]));
            }
        }
        TensorRows.put(s, numbers(to), TensorRows.take(pass.owner(), read, numbers(from)));
    }

    private static long[] numbers(List<Long> all) {
        return all.stream().mapToLong(Long::longValue).toArray();
    }
}
