package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.retrace.steps.checkpoint.MambaConfig;
import dev.retrace.steps.tensor.Normalization;
import dev.retrace.steps.tensor.TensorRows;
import java.util.ArrayList;
import java.util.List;

/**
 * Mamba (Gu and Dao, arXiv 2312.00752): a residual stream through blocks of convolution, selective
 * scan and gate, a final normalisation, and the output matrix. Falcon-Mamba (Zuo et al., arXiv
 * 2410.05355) normalises what steers the scan as well.
 */
final class Mamba1 implements Family {

    private final NDManager owner;
    private final MambaConfig config;
    private final NDArray embedding; // (v, d)
    private final NDArray norm; // (d)
    private final Head head;
    private final List<Mamba1Block> blocks = new ArrayList<>();

    /**
     * @param owner holds the weights
     * @param weights of exactly this model
     */
    Mamba1(NDManager owner, MambaConfig config, Weights weights) {
        this.owner = owner;
        this.config = config;
        this.embedding = weights.get(MambaConfig.embedding(weights.names()));
        this.norm = weights.get("backbone.norm_f.weight");
        this.head = new Head(weights.precision(), config.tied() ? embedding : weights.get(MambaConfig.HEAD));
        for (int layer = 0; layer < config.layers(); layer++) {
            blocks.add(new Mamba1Block(owner, config, weights.under(MambaConfig.block(layer, ""))));
        }
    }

    @Override
    public Architecture architecture() {
        return Architecture.mamba(config, config.inner(), config.inner());
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
