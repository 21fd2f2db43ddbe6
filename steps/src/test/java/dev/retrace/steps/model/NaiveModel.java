package dev.retrace.steps.model;

import dev.retrace.steps.checkpoint.Gpt2Config;
import dev.retrace.steps.checkpoint.GptNeoXConfig;
import dev.retrace.steps.checkpoint.Mamba2Config;
import dev.retrace.steps.checkpoint.MambaConfig;
import dev.retrace.steps.checkpoint.ModelConfig;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.intervention.Weight;
import java.util.Arrays;
import java.util.Map;

/**
 * A model of any family as one would write it down, in double precision: one prompt, one whole pass,
 * one callback per value, nothing reused. It shares no code with the models that it tests.
 */
record NaiveModel(ModelConfig config, Map<String, double[]> weights) {

    /** Sees or changes values where they are born, [token][channel]. */
    interface Hook {

        Hook NONE = new Hook() {
            @Override
            public void at(Site site, double[][] value) {}

            @Override
            public void projected(Weight weight, int layer, double[][] x, double[][] y) {}
        };

        void at(Site site, double[][] value);

        void projected(Weight weight, int layer, double[][] x, double[][] y);

        /** Whether a target takes nothing from a source in a channel or head of a layer. */
        default boolean severed(int layer, int channel, int target, int source) {
            return false;
        }

        /** Whether a target sees a layer as if a source were not in its convolution. */
        default boolean closed(int layer, int target, int source) {
            return false;
        }
    }

    /** The logits of every token. */
    double[][] logits(int[] ids, int pads, Hook hook) {
        double[][] h = embedded(ids, pads);
        hook.at(Site.embedding(), h);
        for (int layer = 0; layer < config.layers(); layer++) {
            h = block(layer, h, pads, hook);
            hook.at(new Site(State.H, layer), h);
        }
        return decoded(h);
    }

    /** The logits of residual vectors after the last block. */
    double[][] decoded(double[][] h) {
        double[] matrix = config.tied() ? weight(embedding()) : weight(head());
        return Formula.linear(normalized(h), matrix, new double[0], config.vocabulary());
    }

    /** The last token's probabilities. */
    double[] probabilities(int[] ids, int pads, Hook hook) {
        return Formula.softmax(logits(ids, pads, hook)[ids.length - 1]);
    }

    /** The standard deviation of all numbers of the embedding matrix. */
    double embeddingDeviation() {
        double[] all = weight(embedding());
        double mean = Arrays.stream(all).average().orElseThrow();
        return Math.sqrt(
                Arrays.stream(all).map(x -> (x - mean) * (x - mean)).average().orElseThrow());
    }

    private double[][] embedded(int[] ids, int pads) {
        int d = config.width();
        double[][] h = new double[ids.length][d];
        for (int t = 0; t < ids.length; t++) {
            System.arraycopy(weight(embedding()), ids[t] * d, h[t], 0, d);
            for (int i = 0; config instanceof Gpt2Config && i < d; i++) {
                h[t][i] += weight("transformer.wpe.weight")[Math.max(0, t - pads) * d + i];
            }
        }
        return h;
    }

    private double[][] block(int layer, double[][] h, int pads, Hook hook) {
        NaiveLayers.Tap tap = new NaiveLayers.Tap() {
            @Override
            public void at(State state, double[][] value) {
                hook.at(new Site(state, layer), value);
            }

            @Override
            public void projected(Weight weight, double[][] x, double[][] y) {
                hook.projected(weight, layer, x, y);
            }

            @Override
            public boolean severed(int channel, int target, int source) {
                return hook.severed(layer, channel, target, source);
            }

            @Override
            public boolean closed(int target, int source) {
                return hook.closed(layer, target, source);
            }
        };
        if (config instanceof MambaConfig mamba) {
            return Formula.sum(h, NaiveLayers.mamba1(mamba, of("backbone.layers." + layer + "."), h, tap));
        } else if (config instanceof Mamba2Config mamba2) {
            return Formula.sum(h, NaiveLayers.mamba2(mamba2, of("backbone.layers." + layer + "."), h, tap));
        } else if (config instanceof GptNeoXConfig neox) {
            return NaiveLayers.neox(neox, of("gpt_neox.layers." + layer + "."), h, pads, tap);
        }
        return NaiveLayers.gpt2((Gpt2Config) config, of("transformer.h." + layer + "."), h, pads, tap);
    }

    private NaiveLayers.Layer of(String prefix) {
        return name -> weight(prefix + name);
    }

    private double[][] normalized(double[][] h) {
        if (config instanceof MambaConfig mamba) {
            return Formula.rms(h, weight("backbone.norm_f.weight"), mamba.eps());
        } else if (config instanceof Mamba2Config mamba2) {
            return Formula.rms(h, weight("backbone.norm_f.weight"), mamba2.eps());
        }
        String norm = config instanceof GptNeoXConfig ? "gpt_neox.final_layer_norm" : "transformer.ln_f";
        return Formula.layerNorm(h, weight(norm + ".weight"), weight(norm + ".bias"), 1e-5);
    }

    private String embedding() {
        return switch (config.family()) {
            case MAMBA1, MAMBA2 -> "backbone.embeddings.weight";
            case GPT_NEOX -> "gpt_neox.embed_in.weight";
            case GPT2 -> "transformer.wte.weight";
        };
    }

    private String head() {
        return config instanceof GptNeoXConfig ? "embed_out.weight" : "lm_head.weight";
    }

    /** Empty where the model has no such tensor. */
    private double[] weight(String name) {
        return weights.getOrDefault(name, new double[0]);
    }
}
