package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import dev.retrace.steps.tensor.DualScan;
import dev.retrace.steps.tensor.FusedKernels;
import dev.retrace.steps.tensor.FusedMixing;
import dev.retrace.steps.tensor.TensorRows;
import dev.retrace.steps.tensor.TokenMixing;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The scan of a {@link Mamba2Block} with its skip term, s = S C + D c, in its dual form: what token t takes from token
 * s is C[t] · B[s], decayed. So a layer goes on after any token from the B, Δ c and decays of the tokens before.
 */
final class Mamba2Mixing {

    private final DualScan.Heads heads;
    private final NDArray decay; // A, (H)
    private final NDArray skip; // D of each channel, (e)
    private final Optional<FusedMixing> kernel; // of this device, for these heads

    Mamba2Mixing(DualScan.Heads heads, NDArray decay, NDArray skip) {
        this.heads = heads;
        this.decay = decay;
        this.skip = skip;
        this.kernel = FusedKernels.mixing(decay, heads);
    }

    /** Whether a kernel mixes, with a derivative of its own. */
    boolean isFused() {
        return kernel.isPresent();
    }

    /** Whether it takes rows as long as these. */
    boolean isFused(Pass pass) {
        return kernel.map(found -> found.takes(pass.packing())).orElse(false);
    }

    /**
     * s SiLU(g), of which nothing is remembered or recorded, by a kernel.
     *
     * @param convolved c, B and C, (t, e + 2 G n)
     * @param gate g before SiLU, (t, e)
     * @return (t, e), of the caller's scope
     */
    NDArray gated(DualScan.Step step, NDArray convolved, NDArray gate, Pass pass) {
        return kernel.orElseThrow().outputs(pass.packing(), scan(convolved, step, pass), skip, gate);
    }

    /**
     * s.
     *
     * @param step Δ, (t, H)
     * @param convolved c, B and C, (t, e + 2 G n)
     * @return (t, e), of the caller's scope
     */
    NDArray of(NDArray step, NDArray convolved, Pass pass) {
        if (!isFused(pass)) {
            return plain(step, convolved, pass);
        }
        if (pass.tape().records()) {
            NDArray table = pass.tape().gathered(convolved);
            DualScan scan = scan(table, DualScan.Step.of(step), pass);
            return kernel.orElseThrow()
                    .recorded(pass.tape(), pass.packing(), scan)
                    .add(TensorRows.columns(table, 0, heads.inner()).mul(skip));
        }
        if (pass.remembers()) {
            remember(step, convolved, pass);
        }
        DualScan scan = scan(convolved, DualScan.Step.of(step), pass);
        return kernel.orElseThrow().outputs(pass.packing(), scan, skip, null);
    }

    private DualScan scan(NDArray convolved, DualScan.Step step, Pass pass) {
        return new DualScan(convolved, heads, step, decay, past(pass), pass.cuts());
    }

    /** What lies before the rows' first tokens. */
    private DualScan.@Nullable Past past(Pass pass) {
        int[] begins = pass.begins();
        int tokens = Arrays.stream(begins).sum();
        if (tokens == 0) {
            return null;
        }
        int[] rows = new int[tokens];
        int[] which = new int[tokens];
        int next = 0;
        for (int row = 0; row < begins.length; row++) {
            for (int token = 0; token < begins[row]; token++) {
                rows[next] = row;
                which[next++] = token;
            }
        }
        return new DualScan.Past(
                Arrays.stream(begins).boxed().toList(),
                pass.lines(Memory.KEYS, rows, which, heads.groups() * heads.state()),
                pass.lines(Memory.VALUES, rows, which, heads.inner()).table(),
                pass.lines(Memory.DECAY, rows, which, heads.count()).table());
    }

    /** What the mixing runs over: c, B, C, log decays and Δ c. */
    private record Parts(NDArray c, NDArray in, NDArray out, NDArray logDecay, NDArray values) {}

    private Parts remember(NDArray step, NDArray convolved, Pass pass) {
        long inner = heads.inner();
        long part = (long) heads.groups() * heads.state();
        NDArray c = TensorRows.columns(convolved, 0, inner);
        NDArray values = c.reshape(-1, heads.count(), heads.width())
                .mul(step.expandDims(2))
                .reshape(-1, inner);
        Parts parts = new Parts(
                c,
                TensorRows.columns(convolved, inner, inner + part),
                TensorRows.columns(convolved, inner + part, inner + 2 * part),
                step.mul(decay),
                values);
        pass.remember(Memory.KEYS, parts.in());
        pass.remember(Memory.VALUES, values);
        pass.remember(Memory.DECAY, parts.logDecay());
        pass.remember(Memory.OUT, parts.out());
        return parts;
    }

    /** The same in operations of the engine. */
    private NDArray plain(NDArray step, NDArray convolved, Pass pass) {
        Parts parts = remember(step, convolved, pass);
        int[] none = new int[pass.packing().rows()];
        return new Mixing(pass, none, heads.count())
                .mixed(grid -> TokenMixing.decayed(
                        grid.queries(parts.out(), heads.groups()),
                        grid.keys(Memory.KEYS, parts.in(), heads.groups()),
                        grid.keys(Memory.VALUES, parts.values(), heads.count()),
                        grid.keys(Memory.DECAY, parts.logDecay(), heads.count()).squeeze(3),
                        grid.mask()))
                .addi(parts.c().mul(skip));
    }
}
