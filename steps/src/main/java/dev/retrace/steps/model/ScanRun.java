package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import dev.retrace.engine.step.StepException;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.tensor.Scoped;
import dev.retrace.steps.tensor.TensorRows;
import java.util.Arrays;
import java.util.Optional;

/**
 * What one layer's state-space model ran over in one prompt of an unchanged run: all that a token's output is
 * made of. Values are float32 as the run had them, rates double.
 */
public final class ScanRun {

    private final double[][] rates;
    private final int groups;
    private final boolean dual;
    private final float[][] steps;
    private final float[][] in;
    private final float[][] out;
    private final float[][] values;

    private ScanRun(double[][] rates, int groups, ModelRun.Place place, Tables tables) {
        this.rates = rates;
        this.groups = groups;
        this.steps = tables.of(place, Memory.STEP);
        this.dual = place.segment().recalls(tables.layer(), Memory.KEYS);
        this.in = tables.of(place, dual ? Memory.KEYS : Memory.IN);
        this.out = tables.of(place, Memory.OUT);
        this.values = tables.of(place, dual ? Memory.VALUES : Memory.DRIVE);
    }

    private record Tables(int layer) {

        float[][] of(ModelRun.Place place, Memory what) {
            return Scoped.value(() -> {
                NDArray table = place.segment().memory(layer, what);
                long[] lines = new long[place.length()];
                Arrays.setAll(lines, place::memoryIndex);
                float[] all = TensorRows.take(table.getManager(), table, lines).toFloatArray();
                int width = all.length / lines.length;
                float[][] rows = new float[lines.length][];
                Arrays.setAll(rows, i -> Arrays.copyOfRange(all, i * width, (i + 1) * width));
                return rows;
            });
        }
    }

    /**
     * Reads a layer of a run.
     *
     * @param run of this model, prefilled with {@link Keep#forReplay}
     * @throws StepException if the model has no state-space model
     */
    public static ScanRun of(LanguageModel model, PrefixCache run, int prompt, int layer) {
        ResidualModel known = (ResidualModel) model;
        known.requireLayer(layer, "a scan");
        Block.Fading fading = fading(known, layer);
        ModelRun.Place place = ReplayRow.run(known, run).place(prompt);
        return new ScanRun(rates(fading), fading.groups(), place, new Tables(layer));
    }

    /**
     * How fast each channel of a layer forgets: exp(A_log), positive, (channels)(n), or (channels)(1) where all
     * n of a channel fade alike. After a step Δ there is left exp(-rate Δ).
     *
     * @throws StepException if the model has no state-space model
     */
    public static double[][] rates(LanguageModel model, int layer) {
        ResidualModel known = (ResidualModel) model;
        known.requireLayer(layer, "a scan");
        return rates(fading(known, layer));
    }

    /** Whether a model has state-space models in its layers. */
    public static boolean isIn(LanguageModel model) {
        return ((ResidualModel) model).family().block(0).fading().isPresent();
    }

    private static Block.Fading fading(ResidualModel model, int layer) {
        Optional<Block.Fading> fading = model.family().block(layer).fading();
        return fading.orElseThrow(
                () -> new StepException(
                        "a " + model.architecture().family()
                                + " model has no state-space model, so no hidden attention and no channels that fade; use a Mamba"));
    }

    private static double[][] rates(Block.Fading fading) {
        float[] logs = fading.logRates().toFloatArray();
        int channels = (int) fading.logRates().getShape().get(0);
        int width = logs.length / channels;
        double[][] rates = new double[channels][width];
        for (int i = 0; i < logs.length; i++) {
            rates[i / width][i % width] = Math.exp(logs[i]);
        }
        return rates;
    }

    /** How many tokens, l. */
    public int length() {
        return steps.length;
    }

    /** How many channels mix tokens independently: of the inner width in Mamba, heads in Mamba-2. */
    public int channels() {
        return rates.length;
    }

    /** How many values a token hands on in a channel: 1 in Mamba, the width of a head in Mamba-2. */
    public int width() {
        return values[0].length / rates.length;
    }

    /** Whether the paper's matrix holds Δ of the source: in Mamba; in Mamba-2 it belongs to what is handed on. */
    public boolean stepsInMatrix() {
        return !dual;
    }

    /** The step size Δ of a token in a channel. */
    public double step(int token, int channel) {
        return steps[token][channel];
    }

    /** The rate of a channel's n-th number. */
    public double rate(int channel, int n) {
        return rates[channel][rates[channel].length == 1 ? 0 : n];
    }

    /** How many numbers a channel's state has, n. */
    public int state() {
        return in[0].length / groups;
    }

    /** B of a token for a channel. */
    public double in(int token, int channel, int n) {
        return in[token][group(channel) * state() + n];
    }

    /** C of a token for a channel. */
    public double out(int token, int channel, int n) {
        return out[token][group(channel) * state() + n];
    }

    /** What a token hands on, Δ times what the convolution gave: the i-th of a channel. */
    public double value(int token, int channel, int i) {
        return values[token][channel * width() + i];
    }

    private int group(int channel) {
        return channel / (rates.length / groups);
    }
}
