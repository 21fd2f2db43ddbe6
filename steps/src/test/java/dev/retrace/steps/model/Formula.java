package dev.retrace.steps.model;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** The formulas that models are made of, in double precision, on [token][channel]. */
final class Formula {

    private Formula() {}

    /** x Wᵀ + b with W (outputs, inputs); no bias where it is empty. */
    static double[][] linear(double[][] x, double[] w, double[] b, int outputs) {
        double[][] y = new double[x.length][outputs];
        for (int t = 0; t < x.length; t++) {
            int inputs = x[t].length;
            for (int o = 0; o < outputs; o++) {
                y[t][o] = b.length == 0 ? 0 : b[o];
                for (int i = 0; i < inputs; i++) {
                    y[t][o] += w[o * inputs + i] * x[t][i];
                }
            }
        }
        return y;
    }

    /** (rows, columns) to (columns, rows). */
    static double[] transposed(double[] w, int rows, int columns) {
        double[] turned = new double[w.length];
        for (int i = 0; i < w.length; i++) {
            turned[i % columns * rows + i / columns] = w[i];
        }
        return turned;
    }

    static double[][] rms(double[][] x, double[] w, double eps) {
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            double square = Arrays.stream(x[t]).map(v -> v * v).average().orElse(0);
            y[t] = x[t].clone();
            for (int i = 0; i < y[t].length; i++) {
                y[t][i] *= (w.length == 0 ? 1 : w[i]) / Math.sqrt(square + eps);
            }
        }
        return y;
    }

    static double[][] layerNorm(double[][] x, double[] w, double[] b, double eps) {
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            double mean = Arrays.stream(x[t]).average().orElse(0);
            double variance = Arrays.stream(x[t])
                    .map(v -> (v - mean) * (v - mean))
                    .average()
                    .orElse(0);
            y[t] = x[t].clone();
            for (int i = 0; i < y[t].length; i++) {
                y[t][i] = w[i] * (x[t][i] - mean) / Math.sqrt(variance + eps) + b[i];
            }
        }
        return y;
    }

    /** Channels [begin, end). */
    static double[][] columns(double[][] x, int begin, int end) {
        return Arrays.stream(x)
                .map(line -> Arrays.copyOfRange(line, begin, end))
                .toArray(double[][]::new);
    }

    static double[][] map(double[][] x, DoubleUnaryOperator f) {
        return Arrays.stream(x)
                .map(line -> Arrays.stream(line).map(f).toArray())
                .toArray(double[][]::new);
    }

    static double[][] sum(double[][] x, double[][] y) {
        double[][] z = map(x, v -> v);
        for (int t = 0; t < z.length; t++) {
            for (int i = 0; i < z[t].length; i++) {
                z[t][i] += y[t][i];
            }
        }
        return z;
    }

    static double[][] product(double[][] x, double[][] y) {
        double[][] z = map(x, v -> v);
        for (int t = 0; t < z.length; t++) {
            for (int i = 0; i < z[t].length; i++) {
                z[t][i] *= y[t][i];
            }
        }
        return z;
    }

    /** Causal, per channel; kernels (channels, k), the last tap at the token itself. */
    static double[][] convolution(double[][] x, double[] w, double[] b, int k) {
        double[][] y = map(x, v -> 0);
        for (int t = 0; t < x.length; t++) {
            for (int i = 0; i < x[t].length; i++) {
                y[t][i] = b.length == 0 ? 0 : b[i];
                for (int tap = 0; tap < k; tap++) {
                    int from = t - (k - 1) + tap;
                    y[t][i] += from < 0 ? 0 : w[i * k + tap] * x[from][i];
                }
            }
        }
        return y;
    }

    static double silu(double x) {
        return x / (1 + Math.exp(-x));
    }

    static double softplus(double x) {
        return x > 20 ? x : Math.log1p(Math.exp(x));
    }

    static double geluTanh(double x) {
        return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }

    /** x Φ(x), with the error function's series. */
    static double gelu(double x) {
        double z = x / Math.sqrt(2);
        double term = z;
        double erf = z;
        for (int n = 1; n < 200; n++) {
            term *= -z * z / n;
            erf += term / (2 * n + 1);
        }
        erf *= 2 / Math.sqrt(Math.PI);
        return 0.5 * x * (1 + (Math.abs(z) > 5 ? Math.signum(z) : erf));
    }

    static double[] softmax(double[] x) {
        double most = Arrays.stream(x).max().orElse(0);
        double[] e = Arrays.stream(x).map(v -> Math.exp(v - most)).toArray();
        double sum = Arrays.stream(e).sum();
        return Arrays.stream(e).map(v -> v / sum).toArray();
    }
}
