package dev.retrace.steps.model;

import dev.retrace.steps.checkpoint.Gpt2Config;
import dev.retrace.steps.checkpoint.GptNeoXConfig;
import dev.retrace.steps.checkpoint.Mamba2Config;
import dev.retrace.steps.checkpoint.MambaConfig;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.Weight;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** The blocks of each family as recurrences and sums over tokens, one value after the other. */
final class NaiveLayers {

    private NaiveLayers() {}

    /** Sees each value where it is born, and may change it. */
    interface Tap {

        void at(State state, double[][] value);

        void projected(Weight weight, double[][] x, double[][] y);

        /** Whether a target takes nothing from a source in a channel or head. */
        boolean severed(int channel, int target, int source);

        /** Whether a target sees the layer as if a source were not in its convolution. */
        boolean closed(int target, int source);
    }

    /** Tensors of one layer, by the end of their name. */
    interface Layer {

        double[] get(String name);
    }

    static double[][] mamba1(MambaConfig config, Layer w, double[][] h, Tap tap) {
        int e = config.inner();
        double[][] x = Formula.rms(h, w.get("norm.weight"), config.eps());
        double[][] both = Formula.linear(x, w.get("mixer.in_proj.weight"), w.get("mixer.in_proj.bias"), 2 * e);
        double[][] a = Formula.columns(both, 0, e);
        tap.projected(Weight.W_A, x, a);
        tap.at(State.A, a);
        double[][] s = strictly(
                a,
                config.kernel(),
                w,
                tap,
                convolved -> scanned(config, w, Formula.map(convolved, Formula::silu), tap));
        tap.at(State.S, s);
        return gated(x, Formula.columns(both, e, 2 * e), s, w, tap, config.width(), v -> v);
    }

    /** s of what the convolution gives, each target's with its own convolution. */
    private static double[][] strictly(double[][] a, int kernel, Layer w, Tap tap, Between mixed) {
        double[] taps = w.get("mixer.conv1d.weight");
        double[] bias = w.get("mixer.conv1d.bias");
        double[][] s = mixed.of(Formula.convolution(a, taps, bias, kernel));
        for (int t = 0; t < a.length; t++) {
            double[][] open = Formula.map(a, v -> v);
            boolean any = false;
            for (int from = 0; from <= t; from++) {
                if (tap.closed(t, from)) {
                    any = true;
                    Arrays.fill(open[from], 0);
                }
            }
            if (any) {
                double[][] convolved = Formula.convolution(open, taps, bias, kernel);
                for (int u = 0; u < a.length; u++) {
                    for (int j = 0; j < a[u].length; j++) {
                        convolved[u][j] += taps[j * kernel + kernel - 1] * (a[u][j] - open[u][j]);
                    }
                }
                s[t] = mixed.of(convolved)[t];
            }
        }
        return s;
    }

    /** s of c. */
    private static double[][] scanned(MambaConfig config, Layer w, double[][] c, Tap tap) {
        int e = config.inner();
        int n = config.state();
        int r = config.rank();
        double[][] steered = Formula.linear(c, w.get("mixer.x_proj.weight"), new double[0], r + 2 * n);
        double[][] low = falcon(config, Formula.columns(steered, 0, r));
        double[][] in = falcon(config, Formula.columns(steered, r, r + n));
        double[][] out = falcon(config, Formula.columns(steered, r + n, r + 2 * n));
        double[][] delta = Formula.map(
                Formula.linear(low, w.get("mixer.dt_proj.weight"), w.get("mixer.dt_proj.bias"), e), Formula::softplus);
        double[][] s = Formula.map(c, v -> 0);
        for (int j = 0; j < e; j++) {
            double[] state = new double[n];
            for (int t = 0; t < c.length; t++) {
                s[t][j] = w.get("mixer.D")[j] * c[t][j];
                for (int i = 0; i < n; i++) {
                    double rate = -Math.exp(w.get("mixer.A_log")[j * n + i]);
                    state[i] = Math.exp(delta[t][j] * rate) * state[i] + delta[t][j] * in[t][i] * c[t][j];
                    s[t][j] += out[t][i] * state[i];
                }
                for (int from = 0; from <= t; from++) {
                    if (tap.severed(j, t, from)) {
                        for (int i = 0; i < n; i++) {
                            double rate = -Math.exp(w.get("mixer.A_log")[j * n + i]);
                            s[t][j] -= out[t][i]
                                    * Math.exp(rate * between(delta, j, from, t))
                                    * delta[from][j]
                                    * in[from][i]
                                    * c[from][j];
                        }
                    }
                }
            }
        }
        return s;
    }

    /** The sum of a channel after one token and up to another. */
    private static double between(double[][] x, int channel, int from, int to) {
        double sum = 0;
        for (int t = from + 1; t <= to; t++) {
            sum += x[t][channel];
        }
        return sum;
    }

    private static double[][] falcon(MambaConfig config, double[][] part) {
        return config.mixerEps().isPresent()
                ? Formula.rms(part, new double[0], config.mixerEps().getAsDouble())
                : part;
    }

    /** Makes something of the product of s and g before it is projected. */
    private interface Between {
        double[][] of(double[][] gated);
    }

    private static double[][] gated(
            double[][] x, double[][] raw, double[][] s, Layer w, Tap tap, int width, Between between) {
        tap.projected(Weight.W_G, x, raw);
        tap.at(State.G_RAW, raw);
        double[][] g = Formula.map(raw, Formula::silu);
        tap.at(State.G, g);
        double[][] gated = between.of(Formula.product(s, g));
        double[][] o = Formula.linear(gated, w.get("mixer.out_proj.weight"), w.get("mixer.out_proj.bias"), width);
        tap.projected(Weight.W_O, gated, o);
        tap.at(State.O, o);
        return o;
    }

    static double[][] mamba2(Mamba2Config config, Layer w, double[][] h, Tap tap) {
        int e = config.inner();
        int n = config.state();
        int groups = config.groups();
        double[][] x = Formula.rms(h, w.get("norm.weight"), config.eps());
        double[][] all = Formula.linear(
                x, w.get("mixer.in_proj.weight"), w.get("mixer.in_proj.bias"), 2 * e + 2 * groups * n + config.heads());
        double[][] a = Formula.columns(all, e, 2 * e);
        tap.projected(Weight.W_A, x, a);
        tap.at(State.A, a);
        for (int t = 0; t < a.length; t++) {
            System.arraycopy(a[t], 0, all[t], e, e);
        }
        double[][] s = strictly(
                Formula.columns(all, e, 2 * e + 2 * groups * n),
                config.kernel(),
                w,
                tap,
                convolved -> scanned(config, w, all, Formula.map(convolved, Formula::silu), tap));
        tap.at(State.S, s);
        return gated(x, Formula.columns(all, 0, e), s, w, tap, config.width(), product -> {
            double[][] normal = new double[product.length][e];
            int part = e / config.normGroups();
            for (int begin = 0; begin < e; begin += part) {
                double[][] one =
                        Formula.rms(Formula.columns(product, begin, begin + part), new double[0], config.eps());
                for (int t = 0; t < one.length; t++) {
                    for (int i = 0; i < part; i++) {
                        normal[t][begin + i] = one[t][i] * w.get("mixer.norm.weight")[begin + i];
                    }
                }
            }
            return normal;
        });
    }

    /** s of what the convolution gave. */
    private static double[][] scanned(Mamba2Config config, Layer w, double[][] all, double[][] mixed, Tap tap) {
        int e = config.inner();
        int n = config.state();
        int groups = config.groups();
        int p = config.headWidth();
        double[][] s = new double[mixed.length][e];
        double[][] dts = new double[mixed.length][config.heads()];
        for (int head = 0; head < config.heads(); head++) {
            int group = head / (config.heads() / groups);
            double[][] state = new double[p][n];
            for (int t = 0; t < mixed.length; t++) {
                double raw = all[t][2 * e + 2 * groups * n + head] + w.get("mixer.dt_bias")[head];
                double dt = Math.max(config.least(), Formula.softplus(raw));
                dt = Math.min(config.most().orElse(Double.MAX_VALUE), dt);
                double decay = Math.exp(-Math.exp(w.get("mixer.A_log")[head]) * dt);
                for (int j = 0; j < p; j++) {
                    double c = mixed[t][head * p + j];
                    s[t][head * p + j] = w.get("mixer.D")[head] * c;
                    for (int i = 0; i < n; i++) {
                        state[j][i] = decay * state[j][i] + dt * c * mixed[t][e + group * n + i];
                        s[t][head * p + j] += state[j][i] * mixed[t][e + (groups + group) * n + i];
                    }
                }
                dts[t][head] = dt;
                for (int from = 0; from <= t; from++) {
                    if (tap.severed(head, t, from)) {
                        double left = Math.exp(-Math.exp(w.get("mixer.A_log")[head]) * between(dts, head, from, t));
                        double product = 0;
                        for (int i = 0; i < n; i++) {
                            product += mixed[t][e + (groups + group) * n + i] * mixed[from][e + group * n + i];
                        }
                        for (int j = head * p; j < (head + 1) * p; j++) {
                            s[t][j] -= left * product * dts[from][head] * mixed[from][j];
                        }
                    }
                }
            }
        }
        return s;
    }

    /** The residual stream after the block. */
    static double[][] neox(GptNeoXConfig config, Layer w, double[][] h, int pads, Tap tap) {
        int d = config.width();
        int each = d / config.heads();
        double[][] x = norm(h, w, "input_layernorm", config.eps());
        double[][] fused = Formula.linear(
                x, w.get("attention.query_key_value.weight"), w.get("attention.query_key_value.bias"), 3 * d);
        double[][][] qkv = new double[3][h.length][d];
        for (int t = 0; t < h.length; t++) {
            for (int head = 0; head < config.heads(); head++) {
                for (int which = 0; which < 3; which++) {
                    double[] part = new double[each];
                    System.arraycopy(fused[t], (3 * head + which) * each, part, 0, each);
                    if (which < 2) {
                        turn(part, t, config.turning(), config.base());
                    }
                    System.arraycopy(part, 0, qkv[which][t], head * each, each);
                }
            }
        }
        double[][] mixed = attention(qkv, config.heads(), pads, tap);
        double[][] attn = Formula.linear(mixed, w.get("attention.dense.weight"), w.get("attention.dense.bias"), d);
        tap.at(State.ATTN, attn);
        double[][] middle = Formula.sum(h, attn);
        double[][] x2 = norm(config.parallel() ? h : middle, w, "post_attention_layernorm", config.eps());
        double[][] up =
                Formula.linear(x2, w.get("mlp.dense_h_to_4h.weight"), w.get("mlp.dense_h_to_4h.bias"), config.inner());
        tap.projected(Weight.W_UP, x2, up);
        double[][] hidden = Formula.map(up, activation(config.activation().name()));
        double[][] mlp = Formula.linear(hidden, w.get("mlp.dense_4h_to_h.weight"), w.get("mlp.dense_4h_to_h.bias"), d);
        tap.projected(Weight.W_DOWN, hidden, mlp);
        tap.at(State.MLP, mlp);
        return Formula.sum(middle, mlp);
    }

    /** The residual stream after the block; matrices are stored as (inputs, outputs). */
    static double[][] gpt2(Gpt2Config config, Layer w, double[][] h, int pads, Tap tap) {
        int d = config.width();
        double[][] x = norm(h, w, "ln_1", config.eps());
        double[][] fused = conv1d(x, w, "attn.c_attn", d, 3 * d);
        double[][][] qkv = {
            Formula.columns(fused, 0, d), Formula.columns(fused, d, 2 * d), Formula.columns(fused, 2 * d, 3 * d)
        };
        double[][] attn = conv1d(attention(qkv, config.heads(), pads, tap), w, "attn.c_proj", d, d);
        tap.at(State.ATTN, attn);
        double[][] middle = Formula.sum(h, attn);
        double[][] x2 = norm(middle, w, "ln_2", config.eps());
        double[][] up = conv1d(x2, w, "mlp.c_fc", d, config.inner());
        tap.projected(Weight.W_UP, x2, up);
        double[][] hidden = Formula.map(up, activation(config.activation().name()));
        double[][] mlp = conv1d(hidden, w, "mlp.c_proj", config.inner(), d);
        tap.projected(Weight.W_DOWN, hidden, mlp);
        tap.at(State.MLP, mlp);
        return Formula.sum(middle, mlp);
    }

    private static double[][] conv1d(double[][] x, Layer w, String name, int inputs, int outputs) {
        double[] matrix = Formula.transposed(w.get(name + ".weight"), inputs, outputs);
        return Formula.linear(x, matrix, w.get(name + ".bias"), outputs);
    }

    private static double[][] norm(double[][] x, Layer w, String name, double eps) {
        return Formula.layerNorm(x, w.get(name + ".weight"), w.get(name + ".bias"), eps);
    }

    private static DoubleUnaryOperator activation(String name) {
        return switch (name) {
            case "GELU" -> Formula::gelu;
            case "GELU_TANH" -> Formula::geluTanh;
            default -> x -> Math.max(0, x);
        };
    }

    private static void turn(double[] x, int position, int turning, double base) {
        int half = turning / 2;
        for (int j = 0; j < half; j++) {
            double angle = position * Math.pow(base, -2.0 * j / turning);
            double low = x[j];
            x[j] = low * Math.cos(angle) - x[j + half] * Math.sin(angle);
            x[j + half] = x[j + half] * Math.cos(angle) + low * Math.sin(angle);
        }
    }

    private static double[][] attention(double[][][] qkv, int heads, int pads, Tap tap) {
        int d = qkv[0][0].length;
        int each = d / heads;
        double[][] y = new double[qkv[0].length][d];
        for (int head = 0; head < heads; head++) {
            for (int t = 0; t < y.length; t++) {
                double[] scores = new double[t + 1];
                for (int s = 0; s <= t; s++) {
                    for (int i = head * each; i < (head + 1) * each; i++) {
                        scores[s] += qkv[0][t][i] * qkv[1][s][i] / Math.sqrt(each);
                    }
                    boolean hidden = (s < pads && s != t) || tap.severed(head, t, s);
                    scores[s] = hidden ? Double.NEGATIVE_INFINITY : scores[s];
                }
                boolean blind = Arrays.stream(scores).allMatch(Double::isInfinite);
                double[] weights = blind ? new double[t + 1] : Formula.softmax(scores);
                for (int s = 0; s <= t; s++) {
                    for (int i = head * each; i < (head + 1) * each; i++) {
                        y[t][i] += weights[s] * qkv[2][s][i];
                    }
                }
            }
        }
        return y;
    }
}
