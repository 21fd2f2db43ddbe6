package dev.retrace.steps.tensor;

import static dev.retrace.steps.tensor.GpuTensors.assertClose;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.tensor.CausalGrid.Mask;
import dev.retrace.steps.tensor.DualScan.Heads;
import dev.retrace.steps.tensor.DualScan.Past;
import dev.retrace.steps.tensor.DualScan.Step;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The mixing's kernels against {@link TokenMixing#decayed} for each row by itself; on a GPU. */
class FusedMixingTest {

    private static final double CLOSE = 3e-6;
    private static final Packing PACKING = new Packing(new int[] {40, 17, 16, 3, 1});
    private static final List<Integer> BEGINS = List.of(0, 5, 33, 1, 20);
    private static final int PAST = BEGINS.stream().mapToInt(Integer::intValue).sum();

    private GpuTensors tensors;

    @BeforeEach
    void open() {
        tensors = GpuTensors.open();
    }

    @AfterEach
    void close() {
        if (tensors != null) {
            tensors.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 4, 3", "6, 2, 24, 16", "8, 1, 128, 64", "2, 2, 64, 128"})
    void theOutputsAreThePlainOnes(int count, int groups, int state, int width) {
        Heads heads = new Heads(count, groups, width, state);
        FusedMixing kernel = kernel(heads);
        for (boolean withPast : new boolean[] {false, true}) {
            DualScan scan = scan(heads, withPast, List.of());

            assertClose(plain(heads, scan), kernel.outputs(PACKING, scan, null, null), CLOSE);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsCutIsNotTaken(boolean withPast) {
        Heads heads = new Heads(6, 2, 16, 24);
        List<Cut> cuts = List.of(
                cut(0, bits(0, 3), bits(20, 39), bits(1, 4)),
                cut(0, bits(7, 7), bits(8, 8), new BitSet()),
                cut(2, bits(0, 10), bits(40, 48), new BitSet()));
        DualScan scan = scan(heads, withPast, cuts);

        assertClose(plain(heads, scan), kernel(heads).outputs(PACKING, scan, null, null), CLOSE);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.4, 1e9})
    void theStepSizeTheSkipTermAndTheGateAreThoseOfTheirFormulas(double most) {
        Heads heads = new Heads(6, 2, 16, 24);
        DualScan given = scan(heads, true, List.of());
        NDArray raw = random(PACKING.tokens(), heads.count());
        NDArray bias = random(heads.count());
        NDArray skip = random(heads.inner());
        NDArray gate = random(PACKING.tokens(), heads.inner());
        NDArray delta = raw.add(bias).getNDArrayInternal().softPlus().clip(0.1, most);
        NDArray c = TensorRows.columns(given.convolved(), 0, heads.inner());
        NDArray expected =
                plain(heads, with(given, Step.of(delta))).add(c.mul(skip)).mul(Normalization.silu(gate));

        DualScan scan = with(given, new Step(raw, bias, 0.1, most));

        assertClose(expected, kernel(heads).outputs(PACKING, scan, skip, gate), CLOSE);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 4, 3", "6, 2, 24, 16", "8, 1, 128, 64", "2, 2, 64, 128"})
    void theDerivativesAreThoseThatTheEngineRecords(int count, int groups, int state, int width) {
        Heads heads = new Heads(count, groups, width, state);
        List<Cut> cuts = List.of(cut(2, bits(0, 10), bits(40, 48), bits(0, 0)));
        DualScan scan = scan(heads, true, cuts);
        NDArray slope = random(PACKING.tokens(), heads.inner());
        NDList plain = Autograd.recorded(() -> {
            NDArray table = Autograd.leaf(scan.convolved());
            NDArray delta = Autograd.leaf(scan.step().values());
            NDArray rates = Autograd.leaf(scan.rates());
            DualScan recorded = new DualScan(table, heads, Step.of(delta), rates, scan.past(), cuts);
            Autograd.backward(plain(heads, recorded), slope, false);
            return new NDList(Autograd.gradient(table), Autograd.gradient(delta), Autograd.gradient(rates));
        });

        NDList fused = kernel(heads).slopes(PACKING, scan, slope, true);

        for (int i = 0; i < plain.size(); i++) {
            assertClose(plain.get(i), fused.get(i), 4 * CLOSE);
        }
    }

    private FusedMixing kernel(Heads heads) {
        return FusedKernels.mixing(random(heads.count()), heads).orElseThrow();
    }

    private DualScan scan(Heads heads, boolean withPast, List<Cut> cuts) {
        int both = 2 * heads.groups() * heads.state();
        return new DualScan(
                random(PACKING.tokens(), heads.inner() + both),
                heads,
                Step.of(random(PACKING.tokens(), heads.count()).abs().mul(0.3)),
                random(heads.count()).abs().neg(),
                withPast ? past(heads) : null,
                cuts);
    }

    private Past past(Heads heads) {
        Lines keys = GpuTensors.lines(random(PAST, (long) heads.groups() * heads.state()));
        return new Past(
                BEGINS,
                keys,
                random(PAST, heads.inner()),
                random(PAST, heads.count()).abs().neg().mul(0.3));
    }

    private static DualScan with(DualScan scan, Step step) {
        return new DualScan(scan.convolved(), scan.heads(), step, scan.rates(), scan.past(), scan.cuts());
    }

    /** y of each row by itself, in the packing's order. */
    private NDArray plain(Heads heads, DualScan scan) {
        NDArray delta = scan.step().values();
        NDArray values = TensorRows.columns(scan.convolved(), 0, heads.inner())
                .reshape(-1, heads.count(), heads.width())
                .mul(delta.expandDims(2))
                .reshape(-1, heads.inner());
        long part = (long) heads.groups() * heads.state();
        NDArray in = TensorRows.columns(scan.convolved(), heads.inner(), heads.inner() + part);
        NDArray out = TensorRows.columns(scan.convolved(), heads.inner() + part, heads.inner() + 2 * part);
        NDArray decay = delta.mul(scan.rates());
        NDList rows = new NDList();
        long[] places = new long[PACKING.tokens()];
        int done = 0;
        for (int row = 0; row < PACKING.rows(); row++) {
            Row each = new Row(row, scan.past());
            rows.add(TokenMixing.decayed(
                    each.now(out).reshape(1, -1, heads.groups(), heads.state()),
                    each.all(in, each.keys()).reshape(1, -1, heads.groups(), heads.state()),
                    each.all(values, scan.past() == null ? null : scan.past().values())
                            .reshape(1, -1, heads.count(), heads.width()),
                    each.all(decay, scan.past() == null ? null : scan.past().decays())
                            .reshape(1, -1, heads.count()),
                    each.mask(scan.cuts(), heads.count())));
            for (int step = 0; step < PACKING.length(row); step++) {
                places[PACKING.index(row, step)] = done++;
            }
        }
        return TensorRows.take(tensors.owner(), NDArrays.concat(rows), places);
    }

    /** One row with what lies before it. */
    private final class Row {

        private final int row;
        private final @Nullable Past past;
        private final int begin;

        Row(int row, @Nullable Past past) {
            this.row = row;
            this.past = past;
            this.begin = past == null ? 0 : BEGINS.get(row);
        }

        NDArray now(NDArray packed) {
            long[] lines = IntStream.range(0, PACKING.length(row))
                    .mapToLong(step -> PACKING.index(row, step))
                    .toArray();
            return TensorRows.take(tensors.owner(), packed, lines);
        }

        @Nullable
        NDArray keys() {
            return past == null ? null : past.keys().table();
        }

        NDArray all(NDArray packed, @Nullable NDArray table) {
            if (past == null || table == null || begin == 0) {
                return now(packed);
            }
            int first = past.firsts()[row];
            long[] lines = Arrays.copyOfRange(past.keys().indices(), first, first + begin);
            return NDArrays.concat(new NDList(TensorRows.take(tensors.owner(), table, lines), now(packed)));
        }

        Mask mask(List<Cut> cuts, int heads) {
            int length = PACKING.length(row);
            int tokens = begin + length;
            float[] mask = new float[heads * length * tokens];
            for (int i = 0; i < mask.length; i++) {
                int head = i / tokens / length;
                int target = begin + i / tokens % length;
                int source = i % tokens;
                boolean cut = cuts.stream()
                        .anyMatch(each -> each.row() == row
                                && !each.kept().get(head)
                                && each.sources().get(source)
                                && each.targets().get(target));
                mask[i] = source > target || cut ? Float.NEGATIVE_INFINITY : 0;
            }
            return new Mask(tensors.owner().create(mask, new Shape(1, heads, length, tokens)), true);
        }
    }

    private static Cut cut(int row, BitSet sources, BitSet targets, BitSet kept) {
        return new Cut(row, sources, targets, kept, false);
    }

    private static BitSet bits(int first, int last) {
        BitSet bits = new BitSet();
        bits.set(first, last + 1);
        return bits;
    }

    private NDArray random(long... sizes) {
        return tensors.random(sizes);
    }
}
