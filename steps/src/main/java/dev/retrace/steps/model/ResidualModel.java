package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.tensor.Scoped;
import dev.retrace.steps.tensor.TensorRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A model of any family: a residual stream through its blocks, run whole or replayed. Batches run at
 * the same time, on the threads of the common pool.
 */
final class ResidualModel implements LanguageModel {

    /** States of a whole run are kept up to this size; beyond it they are computed again when needed. */
    static final long DEFAULT_RESTART_BYTES = 512L << 20;

    /** Tokens whose logits are in memory at once: with a vocabulary of 50,000 some 13 MB. */
    private static final int READ_TOKENS = 64;

    private final NDManager owner;
    private final Family family;
    private final long restartBytes;

    /**
     * @param owner holds the weights; closed with the model
     * @param restartBytes how large the kept states of one run may be
     */
    ResidualModel(NDManager owner, Family family, long restartBytes) {
        this.owner = owner;
        this.family = family;
        this.restartBytes = restartBytes;
    }

    @Override
    public Architecture architecture() {
        return family.architecture();
    }

    @Override
    public PrefixCache prefill(TokenBatch prompts, Keep keep) {
        keep.states().forEach(state -> requireSite(new Site(state, 0)));
        for (int[] prompt : prompts.prompts()) {
            if (prompt.length > architecture().positions()) {
                throw new IllegalArgumentException("the model takes at most "
                        + architecture().positions() + " tokens, but a prompt has " + prompt.length);
            }
            for (int token : prompt) {
                requireToken(token);
            }
        }
        return new ModelRun(this, prompts, keep);
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
        // Rows of one batch go on from the same kind of memory.
        Map<Boolean, List<ReplayRow>> checked = new TreeMap<>();
        for (int i = 0; i < rows.size(); i++) {
            ReplayRow row = ReplayRow.of(this, rows.get(i), i);
            checked.computeIfAbsent(row.base().segment().storesStates(), kind -> new ArrayList<>())
                    .add(row);
        }
        List<List<ReplayRow>> batches = new ArrayList<>();
        for (List<ReplayRow> kind : checked.values()) {
            kind.sort(Comparator.comparingInt(ReplayRow::length).reversed());
            batches.addAll(Batches.of(kind, ReplayRow::length, Batches.REPLAY_TOKENS));
        }
        Scores scores = new Scores(rows.size());
        // One thread per batch and one torch thread each: small operations lose more by waiting for a
        // second thread than they gain, and the bits do not depend on how many threads there are.
        batches.parallelStream().forEach(batch -> Scoped.run(() -> score(batch, query, scores)));
        return scores;
    }

    @Override
    public void logits(PrefixCache run, int prompt, int first, Consumer<float[]> sink) {
        ModelRun own = ReplayRow.run(this, run);
        if (prompt < 0 || prompt >= own.prompts() || first < 0 || first >= own.length(prompt)) {
            throw new IllegalArgumentException(
                    "the run of " + own.prompts() + " prompts has no token " + first + " of prompt " + prompt);
        }
        ModelRun.Place place = own.place(prompt);
        int vocabulary = architecture().vocabulary();
        for (int from = first; from < place.length(); from += READ_TOKENS) {
            long[] lines = IntStream.range(from, Math.min(from + READ_TOKENS, place.length()))
                    .mapToLong(place::index)
                    .toArray();
            float[] read = Scoped.value(
                    () -> family.logits(TensorRows.take(owner, place.segment().last(), lines))
                            .toFloatArray());
            for (int line = 0; line < lines.length; line++) {
                sink.accept(Arrays.copyOfRange(read, line * vocabulary, (line + 1) * vocabulary));
            }
        }
    }

    private void score(List<ReplayRow> batch, Query query, Scores scores) {
        NDArray logits = family.logits(new Replay(this, batch).run());
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

    NDManager owner() {
        return owner;
    }

    Family family() {
        return family;
    }

    /** How many numbers per token a layer of a run of so many tokens may keep. */
    long afforded(int tokens) {
        return restartBytes
                / Float.BYTES
                / Math.max(1, (long) tokens * architecture().layers());
    }

    /** Refuses a layer or a state that the model has not. */
    void requireSite(Site site) {
        requireLayer(site.layer(), site);
        if (!architecture().states().containsKey(site.state())) {
            throw new IllegalArgumentException("a " + architecture().family() + " model has the states "
                    + architecture().states().keySet().stream().sorted().toList() + ", but " + site
                    + " was asked for");
        }
    }

    void requireLayer(int layer, Object what) {
        if (layer >= architecture().layers()) {
            throw new IllegalArgumentException(
                    "the model has layers 0 to " + (architecture().layers() - 1) + ", but " + what + " was asked for");
        }
    }

    private void requireToken(int token) {
        if (token < 0 || token >= architecture().vocabulary()) {
            throw new IllegalArgumentException(
                    "tokens are numbers from 0 to " + (architecture().vocabulary() - 1) + ", but one is " + token);
        }
    }

    @Override
    public void close() {
        owner.close();
    }
}
