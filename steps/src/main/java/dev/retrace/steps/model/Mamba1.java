package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.retrace.steps.checkpoint.MambaConfig;
import dev.retrace.steps.checkpoint.ModelFile;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.State;
import dev.retrace.steps.tensor.Normalization;
import dev.retrace.steps.tensor.Scoped;
import dev.retrace.steps.tensor.TensorRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/**
 * Mamba (Gu and Dao, arXiv 2312.00752): a residual stream through blocks of convolution, selective
 * scan and gate, a final normalisation, and the output matrix.
 *
 * <p>Batches are cut by the rows alone, so the same list of rows gives the same bits on the same
 * machine. Batches of one replay run at the same time, on the threads of the common pool.
 */
final class Mamba1 implements LanguageModel {

    /** States of a whole run are kept up to this size; beyond it they are computed again when needed. */
    private static final long DEFAULT_RESTART_BYTES = 512L << 20;

    private static final int BATCH_ROWS = 256;
    private static final int BATCH_TOKENS = 2048;

    private final NDManager owner;
    private final MambaConfig config;
    private final long restartBytes;
    private final NDArray embedding; // (v, d)
    private final NDArray norm; // (d)
    private final NDArray head; // (d, v)
    private final List<Mamba1Block> blocks = new ArrayList<>();

    Mamba1(NDManager owner, MambaConfig config, Map<String, NDArray> weights) {
        this(owner, config, weights, DEFAULT_RESTART_BYTES);
    }

    /**
     * @param owner holds the weights; closed with the model
     * @param weights of exactly this model, by name
     * @param restartBytes how large the kept states of one run may be
     */
    Mamba1(NDManager owner, MambaConfig config, Map<String, NDArray> weights, long restartBytes) {
        this.owner = owner;
        this.config = config;
        this.restartBytes = restartBytes;
        this.embedding = weight(weights, MambaConfig.embedding(weights.keySet()));
        this.norm = weight(weights, "backbone.norm_f.weight");
        this.head = (config.tied() ? embedding : weight(weights, MambaConfig.HEAD)).transpose();
        for (int layer = 0; layer < config.layers(); layer++) {
            blocks.add(new Mamba1Block(owner, config, weights, layer));
        }
    }

    @Override
    public Architecture architecture() {
        return new Architecture(
                ModelFile.MAMBA1, config.layers(), config.width(), config.vocabulary(), EnumSet.allOf(State.class));
    }

    @Override
    public PrefixCache prefill(TokenBatch prompts, Keep keep) {
        for (int[] prompt : prompts.prompts()) {
            for (int token : prompt) {
                requireToken(token);
            }
        }
        return new MambaRun(this, prompts, keep);
    }

    @Override
    public Readout replay(List<Row> rows, Query query) {
        if (query instanceof Query.Probability asked) {
            if (asked.tokens().size() != rows.size()) {
                throw new IllegalArgumentException(rows.size() + " rows need as many tokens to ask for, not "
                        + asked.tokens().size());
            }
            asked.tokens().forEach(this::requireToken);
        }
        List<ReplayRow> checked = new ArrayList<>();
        for (Row row : rows) {
            checked.add(ReplayRow.of(this, row, checked.size()));
        }
        checked.sort(Comparator.comparingInt(ReplayRow::length).reversed());
        Scores scores = new Scores(rows.size());
        // One thread per batch and one torch thread each: small operations lose more by waiting for a
        // second thread than they gain, and the bits do not depend on how many threads there are.
        batches(checked).parallelStream().forEach(batch -> Scoped.run(() -> score(batch, query, scores)));
        return scores;
    }

    private static List<List<ReplayRow>> batches(List<ReplayRow> rows) {
        List<List<ReplayRow>> batches = new ArrayList<>();
        List<ReplayRow> batch = new ArrayList<>();
        int tokens = 0;
        for (ReplayRow row : rows) {
            if (!batch.isEmpty() && (batch.size() == BATCH_ROWS || tokens + row.length() > BATCH_TOKENS)) {
                batches.add(batch);
                batch = new ArrayList<>();
                tokens = 0;
            }
            batch.add(row);
            tokens += row.length();
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }

    private void score(List<ReplayRow> batch, Query query, Scores scores) {
        NDArray logits = logits(new Replay(this, batch).run());
        long[] tokens = query instanceof Query.Probability asked
                ? batch.stream()
                        .mapToLong(row -> asked.tokens().get(row.position()))
                        .toArray()
                : logits.argMax(1).toLongArray();
        NDArray probabilities = logits.softmax(1).gather(owner.create(tokens).expandDims(1), 1);
        float[] read = probabilities.toFloatArray();
        for (int i = 0; i < batch.size(); i++) {
            float[] all = query instanceof Query.Logits ? logits.get(i).toFloatArray() : new float[0];
            scores.set(batch.get(i).position(), (int) tokens[i], read[i], all);
        }
    }

    /** The logits of residual vectors, (r, d) to (r, v), of the caller's scope. */
    private NDArray logits(NDArray h) {
        return Normalization.rms(h, norm, (float) config.eps()).matMul(head);
    }

    NDManager owner() {
        return owner;
    }

    MambaConfig config() {
        return config;
    }

    Mamba1Block block(int layer) {
        return blocks.get(layer);
    }

    /** The embeddings of tokens, (t, d), of the caller's scope. */
    NDArray embed(long[] tokens) {
        return TensorRows.take(owner, embedding, tokens);
    }

    /** Whether a run of so many tokens may keep its states. */
    boolean storesStates(int tokens) {
        return (double) tokens * config.layers() * config.state() * config.inner() * Float.BYTES <= restartBytes;
    }

    static NDArray weight(Map<String, NDArray> weights, String name) {
        NDArray weight = weights.get(name);
        if (weight == null) {
            throw new IllegalArgumentException("the weights lack '" + name + "'");
        }
        return weight;
    }

    private void requireToken(int token) {
        if (token < 0 || token >= config.vocabulary()) {
            throw new IllegalArgumentException(
                    "tokens are numbers from 0 to " + (config.vocabulary() - 1) + ", but one is " + token);
        }
    }

    @Override
    public void close() {
        owner.close();
    }
}
