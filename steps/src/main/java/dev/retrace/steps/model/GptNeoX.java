package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.retrace.steps.checkpoint.GptNeoXConfig;
import dev.retrace.steps.model.TransformerBlock.Attention;
import dev.retrace.steps.model.TransformerBlock.Mlp;
import dev.retrace.steps.model.TransformerBlock.Norm;
import dev.retrace.steps.tensor.Rotary;
import dev.retrace.steps.tensor.TensorRows;
import java.util.ArrayList;
import java.util.List;

/**
 * GPT-NeoX (Black et al., arXiv 2204.06745), such as the Pythia models (Biderman et al., arXiv
 * 2304.01373): rotary positions, and attention and MLP side by side or one after the other.
 */
final class GptNeoX implements Family {

    private final NDManager owner;
    private final GptNeoXConfig config;
    private final NDArray embedding; // (v, d)
    private final Norm norm;
    private final Head head;
    private final List<Block> blocks = new ArrayList<>();

    /**
     * @param owner holds the weights
     * @param weights of exactly this model
     */
    GptNeoX(NDManager owner, GptNeoXConfig config, Weights weights) {
        this.owner = owner;
        this.config = config;
        this.embedding = weights.get(GptNeoXConfig.EMBEDDING);
        this.norm = norm(weights.under("gpt_neox.final_layer_norm."));
        this.head = new Head(weights.precision(), config.tied() ? embedding : weights.get(GptNeoXConfig.HEAD));
        Rotary rotary = new Rotary(owner, config.turning(), config.base(), config.positions());
        for (int layer = 0; layer < config.layers(); layer++) {
            Weights block = weights.under(GptNeoXConfig.block(layer, ""));
            blocks.add(new TransformerBlock(
                    norm(block.under("input_layernorm.")),
                    attention(block.under("attention."), rotary),
                    norm(block.under("post_attention_layernorm.")),
                    new Mlp(
                            projection(block.under("mlp.dense_h_to_4h.")),
                            config.activation(),
                            projection(block.under("mlp.dense_4h_to_h."))),
                    config.parallel()));
        }
    }

    private Norm norm(Weights weights) {
        return new Norm(weights.get("weight"), weights.get("bias"), config.eps());
    }

    private static Projection projection(Weights weights) {
        return Projection.transposed(weights.precision(), weights.get("weight"), weights.find("bias"));
    }

    private Attention attention(Weights weights, Rotary rotary) {
        return new Attention(
                config.heads(),
                third(weights, 0),
                third(weights, 1),
                third(weights, 2),
                rotary,
                projection(weights.under("dense.")));
    }

    /** Of each head's q, k and v, which the file holds one after the other, head by head. */
    private Projection third(Weights weights, int which) {
        NDArray bias = weights.find("query_key_value.bias");
        NDArray matrix = part(weights.get("query_key_value.weight"), which);
        return Projection.transposed(
                weights.precision(), matrix, bias == null ? null : flat(part(bias.expandDims(1), which)));
    }

    /** (3 d, w) as (heads, 3, d / heads, w), of which one third becomes (d, w). */
    private NDArray part(NDArray fused, int which) {
        long each = config.width() / config.heads();
        NDArray third = fused.reshape(config.heads(), 3, each, fused.getShape().get(1))
                .get(":, " + which)
                .reshape(config.width(), fused.getShape().get(1));
        return TensorRows.contiguous(third);
    }

    private static NDArray flat(NDArray column) {
        return column.flatten();
    }

    @Override
    public Architecture architecture() {
        return Architecture.transformer(config, config.positions(), config.heads(), config.inner());
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
        return norm.of(h);
    }

    @Override
    public Head head() {
        return head;
    }
}
