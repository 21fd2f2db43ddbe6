package dev.retrace.steps.knockout;

import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.model.LanguageModel;
import dev.retrace.steps.model.ScanRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How much of a channel's state is left after a token, summed over its n numbers:
 *
 * <pre>{@code
 * at Δ = 1:   s_e = Σ_n exp(-exp(A_log[e, n]))
 * measured:   s_e = mean over tokens t of  Σ_n exp(-exp(A_log[e, n]) Δ_t[e])
 * }</pre>
 *
 * <p>The first is the published ranking, from weights alone (Endy et al., arXiv 2505.24244); real decay is by
 * the step size, which depends on the channel and the token, so the second is taken over prompts. Of
 * Mamba-2 a channel is a head, and its one rate stands for all n.
 *
 * <p>Mutable: collects prompts.
 */
final class Decay {

    private final LanguageModel model;
    private final List<double[]> sums = new ArrayList<>();
    private long tokens;

    Decay(LanguageModel model) {
        this.model = model;
        for (int layer = 0; layer < model.architecture().layers(); layer++) {
            sums.add(new double[model.architecture().channels()]);
        }
    }

    /** The published scores of every layer, (channels) each. */
    static List<double[]> atOne(LanguageModel model) {
        List<double[]> scores = new ArrayList<>();
        for (int layer = 0; layer < model.architecture().layers(); layer++) {
            scores.add(Arrays.stream(ScanRun.rates(model, layer))
                    .mapToDouble(rates ->
                            Arrays.stream(rates).map(rate -> Math.exp(-rate)).sum())
                    .toArray());
        }
        return scores;
    }

    /** Takes the tokens of all prompts of a run that can be replayed. */
    void add(PrefixCache run) {
        for (int layer = 0; layer < sums.size(); layer++) {
            double[][] rates = ScanRun.rates(model, layer);
            for (int prompt = 0; prompt < run.prompts(); prompt++) {
                add(ScanRun.of(model, run, prompt, layer), rates, sums.get(layer));
            }
        }
        for (int prompt = 0; prompt < run.prompts(); prompt++) {
            tokens += run.length(prompt);
        }
    }

    private static void add(ScanRun scan, double[][] rates, double[] sum) {
        for (int token = 0; token < scan.length(); token++) {
            for (int channel = 0; channel < sum.length; channel++) {
                for (double rate : rates[channel]) {
                    sum[channel] += Math.exp(-rate * scan.step(token, channel));
                }
            }
        }
    }

    /** The measured scores of every layer, (channels) each. */
    List<double[]> measured() {
        return sums.stream()
                .map(sum -> Arrays.stream(sum).map(each -> each / tokens).toArray())
                .toList();
    }
}
