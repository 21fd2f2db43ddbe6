package dev.retrace.steps.knockout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.retrace.steps.TestDevice;
import dev.retrace.steps.checkpoint.ModelConfig;
import dev.retrace.steps.intervention.Channels;
import dev.retrace.steps.intervention.Intervention;
import dev.retrace.steps.intervention.Intervention.Replace;
import dev.retrace.steps.intervention.Intervention.Sever;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.TokenSpan;
import dev.retrace.steps.model.Keep;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.NaiveLanguageModel;
import dev.retrace.steps.model.Query;
import dev.retrace.steps.model.ScanRun;
import dev.retrace.steps.model.TokenBatch;
import dev.retrace.steps.tensor.TorchEngine;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One knockout in three ways: replayed; as a scan of two states, of which the target reads the one without the
 * sources' writes; and as the matrix of all weights with the sources' entries taken out. In the last two
 * the layer's output is computed here and put in its place.
 */
class IdentitiesTest {

    private static final int[] PROMPT = {3, 14, 15, 9, 2, 6, 5, 3};
    private static final int LAST = PROMPT.length - 1;
    private static final int ASKED = 11;

    static Stream<ModelConfig> mambas() {
        return NaiveLanguageModel.shapes().stream()
                .filter(config -> config.getClass().getSimpleName().startsWith("Mamba"));
    }

    @ParameterizedTest
    @MethodSource("mambas")
    void replayATwoStateScanAndAMaskedMatrixAgree(ModelConfig config) {
        try (NaiveLanguageModel.Twins twins = NaiveLanguageModel.twins(config);
                NDManager manager = TorchEngine.newManager(TestDevice.NAME);
                PrefixCache run =
                        twins.model().prefill(new TokenBatch(List.of(PROMPT)), new Keep(Set.of(State.S), true))) {
            for (int layer = 0; layer < config.layers(); layer++) {
                Case each = new Case(twins.model(), run, layer);
                for (long sources : new long[] {0b1, 0b111100, 0b10000000, 0b11000011, 0b11111111}) {
                    BitSet cut = BitSet.valueOf(new long[] {sources});
                    for (BitSet kept : List.of(new BitSet(), BitSet.valueOf(new long[] {0b101}))) {
                        float replayed = each.replayed(cut, kept);

                        assertEquals(replayed, each.replaced(manager, twoStates(each.scan, cut, kept)), 1e-6);
                        assertEquals(replayed, each.replaced(manager, maskedMatrix(each.scan, cut, kept)), 1e-6);
                    }
                }
            }
        }
    }

    /** A layer of a run whose last token is cut off. */
    private static final class Case {

        private final LanguageModel model;
        private final PrefixCache run;
        private final int layer;
        private final ScanRun scan;
        private final float[] skipped; // s without the scan's part, at the last token

        Case(LanguageModel model, PrefixCache run, int layer) {
            this.model = model;
            this.run = run;
            this.layer = layer;
            this.scan = ScanRun.of(model, run, 0, layer);
            float[] all = run.kept(new Site(State.S, layer)).toFloatArray();
            double[] whole = maskedMatrix(scan, new BitSet(), new BitSet());
            this.skipped = new float[whole.length];
            for (int i = 0; i < whole.length; i++) {
                skipped[i] = (float) (all[LAST * whole.length + i] - whole[i]);
            }
        }

        float replayed(BitSet sources, BitSet kept) {
            BitSet last = new BitSet();
            last.set(LAST);
            return probability(new Sever(layer, sources, last, new Channels(kept)));
        }

        float replaced(NDManager manager, double[] y) {
            float[] s = skipped.clone();
            for (int i = 0; i < s.length; i++) {
                s[i] += (float) y[i];
            }
            try (NDArray value = manager.create(s)) {
                return probability(new Replace(new Site(State.S, layer), TokenSpan.at(LAST), value));
            }
        }

        private float probability(Intervention change) {
            return model.replay(List.of(new Row(run, 0, List.of(change))), new Query.Probability(List.of(ASKED)))
                    .probability(0);
        }
    }

    /** k[t] = exp(Δ[t] A) k[t-1] + m[t] Δ[t] x[t] B[t]; y = C k at the last token. */
    private static double[] twoStates(ScanRun scan, BitSet sources, BitSet kept) {
        double[] y = new double[scan.channels() * scan.width()];
        for (int j = 0; j < y.length; j++) {
            int channel = j / scan.width();
            double[] k = new double[scan.state()];
            for (int t = 0; t <= LAST; t++) {
                boolean written = !sources.get(t) || kept.get(channel);
                for (int n = 0; n < k.length; n++) {
                    k[n] *= Math.exp(-scan.rate(channel, n) * scan.step(t, channel));
                    k[n] += written ? scan.in(t, channel, n) * scan.value(t, channel, j % scan.width()) : 0;
                }
            }
            for (int n = 0; n < k.length; n++) {
                y[j] += scan.out(LAST, channel, n) * k[n];
            }
        }
        return y;
    }

    /** y = Σ M[last, s] v[s] over the sources that are left. */
    private static double[] maskedMatrix(ScanRun scan, BitSet sources, BitSet kept) {
        double[] y = new double[scan.channels() * scan.width()];
        for (int j = 0; j < y.length; j++) {
            int channel = j / scan.width();
            for (int s = 0; s <= LAST; s++) {
                if (!sources.get(s) || kept.get(channel)) {
                    double between = 0;
                    for (int r = s + 1; r <= LAST; r++) {
                        between += scan.step(r, channel);
                    }
                    double weight = 0;
                    for (int n = 0; n < scan.state(); n++) {
                        weight += scan.out(LAST, channel, n)
                                * Math.exp(-scan.rate(channel, n) * between)
                                * scan.in(s, channel, n);
                    }
                    y[j] += weight * scan.value(s, channel, j % scan.width());
                }
            }
        }
        return y;
    }
}
