package dev.retrace.steps.attention;

import dev.retrace.steps.model.ScanRun;

/**
 * How much of what each token hands on is in each later token's output, channel by channel: a state-space
 * layer written as attention.
 *
 * <pre>{@code
 * Mamba:     M[e, t, s] = Σ_n C_t[n] exp(A[e, n] Σ_{r=s+1..t} Δ_r[e]) Δ_s[e] B_s[n]     y_t[e] = Σ_{s ≤ t} M[e, t, s] x_s[e]
 * Mamba-2:   M[h, t, s] = (C_t · B_s) exp(A[h] Σ_{r=s+1..t} Δ_r[h])                     y_t[h] = Σ_{s ≤ t} M[h, t, s] Δ_s[h] x_s[h]
 * }</pre>
 *
 * <p>Weights are signed and are not normalised. One channel's matrix is made at a time, of the decays of its
 * own steps: no tensor of all channels ever is. Sources: Ali, Zimerman and Wolf, "The Hidden Attention of
 * Mamba Models" (arXiv 2403.01590), section 3; Dao and Gu, "Transformers are SSMs" (arXiv 2405.21060),
 * equation 16; the placing of Δ as in Endy et al. (arXiv 2505.24244).
 */
final class HiddenAttention {

    private final ScanRun scan;

    HiddenAttention(ScanRun scan) {
        this.scan = scan;
    }

    /** How many tokens, l. */
    int length() {
        return scan.length();
    }

    /** M of one channel or head, (l)(l), 0 above the diagonal. */
    double[][] matrix(int channel) {
        double[][] weights = mixing(channel);
        for (int t = 0; scan.stepsInMatrix() && t < weights.length; t++) {
            for (int s = 0; s <= t; s++) {
                weights[t][s] *= scan.step(s, channel);
            }
        }
        return weights;
    }

    /** How large the part of each source is in each target's output: |M x|, of a head its Euclidean norm, (l)(l). */
    double[][] contributions(int channel) {
        double[][] weights = mixing(channel);
        for (int s = 0; s < weights.length; s++) {
            double squares = 0;
            for (int i = 0; i < scan.width(); i++) {
                squares += scan.value(s, channel, i) * scan.value(s, channel, i);
            }
            for (int t = s; t < weights.length; t++) {
                weights[t][s] = Math.abs(weights[t][s]) * Math.sqrt(squares);
            }
        }
        return weights;
    }

    /** What multiplies Δ x of the source. */
    private double[][] mixing(int channel) {
        int length = scan.length();
        int state = scan.state();
        double[][] left = new double[length][state]; // of each number after a token's step
        for (int t = 0; t < length; t++) {
            for (int n = 0; n < state; n++) {
                left[t][n] = Math.exp(-scan.rate(channel, n) * scan.step(t, channel));
            }
        }
        double[][] weights = new double[length][length];
        double[] written = new double[state];
        for (int s = 0; s < length; s++) {
            for (int n = 0; n < state; n++) {
                written[n] = scan.in(s, channel, n);
            }
            for (int t = s; t < length; t++) {
                for (int n = 0; n < state; n++) {
                    written[n] *= t == s ? 1 : left[t][n];
                    weights[t][s] += scan.out(t, channel, n) * written[n];
                }
            }
        }
        return weights;
    }
}
