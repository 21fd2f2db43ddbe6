package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.retrace.steps.checkpoint.Mamba2Config;
import dev.retrace.steps.checkpoint.MambaConfig;
import dev.retrace.steps.tensor.Normalization;
import dev.retrace.steps.tensor.TensorRows;
import java.util.ArrayList;
import java.util.List;

/**
 * Mamba-2 (Dao and Gu, arXiv 2405.21060): as Mamba, with blocks whose scan decays at one rate per head.
 */
final class Mamba2 implements Family {

    private final NDManager owner;
    private final Mamba2Config config;
    private final NDArray embedding; // (v, d)
    private final NDArray norm; // (d)
    private final Head head;
    private final List<Mamba2Block> blocks = new ArrayList<>();

    /**
     * @param owner holds the weights
     * @param weights of exactly this model
     */
    Mamba2(NDManager owner, Mamba2Config config, Weights weights) {
        this.owner = owner;
        this.config = config;
        this.embedding = weights.get(MambaConfig.embedding(weights.names()));
        this.norm = weights.get("backbone.norm_f.weight");
        this.head = new Head(weights.precision(), config.tied() ? embedding : weights.get(MambaConfig.HEAD));
        for (int layer = 0; layer < config.layers(); layer++) {
            blocks.add(new Mamba2Block(owner, config, weights.under(MambaConfig.block(layer, ""))));
        }
    }

    @Override
    public Architecture architecture() {
        return Architecture.mamba(config, config.heads(), config.inner());
    }

    @Override
    public NDArray embed(long[] tokens, long[] positions) {
        return TensorRows.take(owner, embedding, tokens);
    }

    @Override
    public NDArray embedding() {
        return embedding;
    }

    @Override
    public Block block(int layer) {
        return blocks.get(layer);
    }

    @Override
    public NDArray normalized(NDArray h) {
        return Normalization.rms(h, norm, config.eps());
    }

    @Override
    public Head head() {
        return head;
    }
}
