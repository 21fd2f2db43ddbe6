package dev.retrace.steps.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.cuda.Arguments;
import dev.retrace.steps.cuda.CudaModule.Blocks;
import dev.retrace.steps.tensor.PackedKernels.Code;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The mixing over tokens of a layer of Mamba-2 on a GPU, with its step size, skip term and gate, and its derivative:
 * no grid of tokens by tokens is ever stored, and rows of any lengths and pasts go together. All float32. Source of
 * the kernels: {@code mixing.cu} beside this class.
 */
public final class FusedMixing {

    /** Tokens that a block works at, as in {@code mixing.cu}. */
    private static final int TILE = 16;

    /** What is wider would not fit into a block's own memory. */
    private static final int WIDEST = 128;

    private static final int MOST_BLOCKS = 65_535;

    private final PackedKernels kernels;
    private final DualScan.Heads heads;
    private final Code code;

    private FusedMixing(PackedKernels kernels, DualScan.Heads heads) {
        this.kernels = kernels;
        this.heads = heads;
        this.code = new Code(
                PackedKernels.MIXING,
                List.of("N=" + heads.state(), "P=" + heads.width(), "THREADS=" + PackedKernels.THREADS));
    }

    /** That for a layer, if its heads are not too wide. */
    static Optional<FusedMixing> of(PackedKernels kernels, DualScan.Heads heads) {
        return heads.state() <= WIDEST && heads.width() <= WIDEST
                ? Optional.of(new FusedMixing(kernels, heads))
                : Optional.empty();
    }

    /** Whether rows are not too long for so many heads: some 8,000 tokens for 128. */
    public boolean takes(Packing packing) {
        return (long) tiles(packing) * heads.count() <= MOST_BLOCKS;
    }

    private static int tiles(Packing packing) {
        return (packing.steps() + TILE - 1) / TILE;
    }

    /**
     * The outputs of all tokens, and of all that is given: y, y + D c, (y + D c) SiLU(g).
     *
     * @param skip D of each channel, (e)
     * @param gate g before SiLU, (t, e)
     * @return (t, e), of the caller's scope
     */
    public NDArray outputs(Packing packing, DualScan scan, @Nullable NDArray skip, @Nullable NDArray gate) {
        return Scoped.result(() -> {
            NDArray y = scan.convolved().getManager().create(wide(packing), DataType.FLOAT32);
            NDArray dense = gate == null ? null : PackedKernels.dense(gate);
            launch("mix", packing, begin(packing, scan).of(skip).of(dense).of(y));
            return y;
        });
    }

    /**
     * y, recorded with its derivative by the convolved table and by Δ, and by A where the tape learns.
     *
     * @param scan whose Δ is known
     * @return (t, e), of the caller's scope
     */
    public NDArray recorded(Tape tape, Packing packing, DualScan scan) {
        NDList inputs = new NDList(scan.convolved(), scan.step().values());
        if (tape.learns()) {
            inputs.add(scan.rates());
        }
        return tape.call(inputs, given -> {
            DualScan here = scan.detached(given.get(0), given.get(1), tape.learns() ? given.get(2) : scan.rates());
            return new Tape.Op(
                    outputs(packing, here, null, null), slope -> slopes(packing, here, slope, tape.learns()));
        });
    }

    /** The derivatives by the convolved table, by Δ and by A. */
    NDList slopes(Packing packing, DualScan scan, NDArray slope, boolean byRates) {
        NDManager owner = slope.getManager();
        NDArray steep = PackedKernels.dense(slope);
        NDArray byQuery = owner.create(states(packing), DataType.FLOAT32);
        NDArray byKey = owner.create(states(packing), DataType.FLOAT32);
        NDArray byC = owner.create(wide(packing), DataType.FLOAT32);
        NDArray byStep = owner.create(ofHeads(packing), DataType.FLOAT32);
        NDArray gained = owner.create(ofHeads(packing), DataType.FLOAT32);
        NDArray lost = owner.create(ofHeads(packing), DataType.FLOAT32);
        NDArray byDecay = owner.create(ofHeads(packing), DataType.FLOAT32);
        launch(
                "mix_back_queries",
                packing,
                begin(packing, scan).of(steep).of(byQuery).of(gained));
        launch(
                "mix_back_sources",
                packing,
                begin(packing, scan).of(steep).of(byC).of(byKey).of(byStep).of(lost));
        Arguments ofDecays = begin(packing, scan).of(gained).of(lost).of(byDecay);
        int blocks = (heads.count() + PackedKernels.THREADS - 1) / PackedKernels.THREADS;
        kernels.launch("mix_back_decays", code, new Blocks(packing.rows(), blocks), ofDecays);
        NDArray byTable = NDArrays.concat(new NDList(byC, ofGroups(byKey), ofGroups(byQuery)), 1);
        NDList slopes = new NDList(byTable, byDecay.mul(scan.rates()).addi(byStep));
        if (byRates) {
            slopes.add(byDecay.mul(scan.step().values()).sum(new int[] {0}));
        }
        return slopes;
    }

    /** Adds up what is by heads, (t, H, m), to groups of them, (t, G m). */
    private NDArray ofGroups(NDArray byHeads) {
        long each = heads.count() / heads.groups();
        return byHeads.reshape(-1, heads.groups(), each, heads.state())
                .sum(new int[] {2})
                .reshape(-1, (long) heads.groups() * heads.state());
    }

    private Shape states(Packing packing) {
        return new Shape(packing.tokens(), heads.count(), heads.state());
    }

    private Shape wide(Packing packing) {
        return new Shape(packing.tokens(), heads.inner());
    }

    private Shape ofHeads(Packing packing) {
        return new Shape(packing.tokens(), heads.count());
    }

    private void launch(String kernel, Packing packing, Arguments arguments) {
        kernels.launch(kernel, code, new Blocks(packing.rows(), heads.count() * tiles(packing)), arguments);
    }

    private static int[] numbers(List<Integer> all) {
        return all.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The struct that all kernels begin with; its parts lie as C lays them. */
    private Arguments begin(Packing packing, DualScan scan) {
        NDManager owner = scan.convolved().getManager();
        DualScan.Past past = scan.past();
        int longest = packing.steps() + (past == null ? 0 : Collections.max(past.begins()));
        CutBits cuts = CutBits.of(scan.cuts(), packing.rows(), heads.count(), longest);
        NDArray begins = past == null ? null : kernels.device().tensor(owner, numbers(past.begins()));
        NDArray firsts = past == null ? null : kernels.device().tensor(owner, past.firsts());
        NDArray which =
                past == null ? null : kernels.device().tensor(owner, past.keys().indices());
        boolean uncut = scan.cuts().isEmpty();
        NDArray ofRow = uncut ? null : kernels.device().tensor(owner, cuts.ofRow());
        NDArray words = uncut ? null : kernels.device().tensor(owner, cuts.words());
        NDArray table = PackedKernels.dense(scan.convolved());
        NDArray step = PackedKernels.dense(scan.step().values());
        return kernels.begin(packing)
                .of(begins)
                .of(firsts)
                .of(which)
                .of(past == null ? null : past.keys().table())
                .of(past == null ? null : past.values())
                .of(past == null ? null : past.decays())
                .of(ofRow)
                .of(words)
                .of(table)
                .of(step)
                .of(scan.step().bias())
                .of(scan.rates())
                .of(PackedKernels.width(table))
                .of(heads.count())
                .of(heads.groups())
                .of(tiles(packing))
                .of(cuts.headWords())
                .of(cuts.tokenWords())
                .of((float) scan.step().least())
                .of((float) scan.step().most());
    }
}
