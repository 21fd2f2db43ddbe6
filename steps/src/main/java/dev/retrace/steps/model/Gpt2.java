package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.retrace.steps.checkpoint.Gpt2Config;
import dev.retrace.steps.model.TransformerBlock.Attention;
import dev.retrace.steps.model.TransformerBlock.Mlp;
import dev.retrace.steps.model.TransformerBlock.Norm;
import dev.retrace.steps.tensor.TensorRows;
import java.util.ArrayList;
import java.util.List;

/**
 * GPT-2 (Radford et al., "Language Models are Unsupervised Multitask Learners", 2019): learned
 * positions, attention and MLP one after the other. Its files hold matrices as (inputs, outputs).
 */
final class Gpt2 implements Family {

    private final NDManager owner;
    private final Gpt2Config config;
    private final NDArray embedding; // (v, d)
    private final NDArray positions; // (positions, d)
    private final Norm norm;
    private final Head head;
    private final List<Block> blocks = new ArrayList<>();

    /**
     * @param owner holds the weights
     * @param weights of exactly this model
     */
    Gpt2(NDManager owner, Gpt2Config config, Weights weights) {
        this.owner = owner;
        this.config = config;
        Weights base = weights.under(Gpt2Config.prefix(weights.names()));
        this.embedding = base.get(Gpt2Config.EMBEDDING);
        this.positions = base.get("wpe.weight");
        this.norm = norm(base.under("ln_f."));
        this.head = new Head(weights.precision(), config.tied() ? embedding : weights.get(Gpt2Config.HEAD));
        for (int layer = 0; layer < config.layers(); layer++) {
            Weights block = base.under("h." + layer + ".");
            blocks.add(new TransformerBlock(
                    norm(block.under("ln_1.")),
                    attention(block.under("attn.")),
                    norm(block.under("ln_2.")),
                    new Mlp(
                            projection(block.under("mlp.c_fc.")),
                            config.activation(),
                            projection(block.under("mlp.c_proj."))),
                    false));
        }
    }

    private Norm norm(Weights weights) {
        return new Norm(weights.get("weight"), weights.get("bias"), config.eps());
    }

    private static Projection projection(Weights weights) {
        return new Projection(weights.precision(), weights.get("weight"), weights.get("bias"));
    }

    private Attention attention(Weights weights) {
        return new Attention(
                config.heads(),
                third(weights, 0),
                third(weights, 1),
                third(weights, 2),
                null,
                projection(weights.under("c_proj.")));
    }

    /** Of q, k and v, which the file holds side by side. */
    private Projection third(Weights weights, long which) {
        long begin = which * config.width();
        long end = begin + config.width();
        return new Projection(
                weights.precision(),
                TensorRows.contiguous(TensorRows.columns(weights.get("c_attn.weight"), begin, end)),
                TensorRows.slice(weights.get("c_attn.bias"), begin, end));
    }

    @Override
    public Architecture architecture() {
        return Architecture.transformer(config, config.positions(), config.heads(), config.inner());
    }

    @Override
    public NDArray embed(long[] tokens, long[] places) {
        return TensorRows.take(owner, embedding, tokens).addi(TensorRows.take(owner, positions, places));
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
        return norm.of(h);
    }

    @Override
    public Head head() {
        return head;
    }
}
