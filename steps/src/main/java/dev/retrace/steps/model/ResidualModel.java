package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.retrace.engine.step.StepException;
import dev.retrace.steps.intervention.Matrix;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.tensor.Precision;
import dev.retrace.steps.tensor.Scoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A model of any family: a residual stream through its blocks, run whole or replayed. Batches run at
 * the same time, on the threads of the common pool.
 */
final class ResidualModel implements LanguageModel {

    /** Rows that gain more by being together than by a second thread. */
    private static final int FEW_ROWS = 16;

    private static final Comparator<ReplayRow> LONGEST_FIRST =
            Comparator.comparingInt(ReplayRow::length).reversed();

    private final NDManager owner;
    private final Family family;
    private final Precision precision;
    private final MemoryShare share;
    private final BatchSizes sizes;
    private volatile Consumer<String> listener = halved -> {};
    private double embeddingDeviation; // 0 until it is asked for

    /**
     * @param owner holds the weights; closed with the model
     * @param precision of the family's matrix products
     * @param share how it uses its device's memory
     */
    ResidualModel(NDManager owner, Family family, Precision precision, MemoryShare share) {
        this.owner = owner;
        this.family = family;
        this.precision = precision;
        this.share = share;
        this.sizes = BatchSizes.of(owner.getDevice(), family.architecture(), share.halvings());
    }

    /** Tells somebody new of batches that had to be cut because the device's memory did not suffice. */
    void tell(Consumer<String> listener) {
        this.listener = listener;
    }

    @Override
    public int replayTokens() {
        return sizes.together();
    }

    BatchSizes sizes() {
        return sizes;
    }

    /** How it uses its device's memory, if that is less than enough. */
    Optional<String> memory() {
        return share.told(owner.getDevice());
    }

    @Override
    public Architecture architecture() {
        return family.architecture();
    }

    @Override
    public PrefixCache prefill(TokenBatch prompts, Keep keep) {
        keep.states().forEach(state -> requireSite(new Site(state, 0)));
        keep.inputs().forEach(this::requireMatrix);
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
        List<ReplayRow> checked = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            checked.add(ReplayRow.of(this, rows.get(i), i));
        }
        Reading reading = Reading.of(this, query, checked);
        each(batches(checked, sizes.replay(), halves(checked.size())), batch -> Scoped.run(() -> reading.of(batch)));
        return reading.scores();
    }

    /**
     * One thread per batch and one torch thread each: small operations lose more by waiting for a second thread than
     * they gain, and the bits do not depend on how many threads there are. A GPU is fed by two, of which one prepares
     * launches while the other's are at work.
     */
    private <T> void each(List<List<T>> batches, Consumer<List<T>> work) {
        batches.parallelStream()
                .forEach(batch -> DeviceMemory.halving(
                        batch,
                        work,
                        rows -> listener.accept(
                                "a batch of " + rows + " rows did not fit into the device's memory and was halved")));
    }

    /** How many rows a batch has at most: on a CPU so few that a single prompt's rows keep two threads busy. */
    private int halves(int rows) {
        return owner.getDevice().isGpu() ? sizes.rows() : Math.min(sizes.rows(), Math.max(FEW_ROWS, (rows + 1) / 2));
    }

    /** Rows of one batch go on from the same kind of memory. */
    private List<List<ReplayRow>> batches(List<ReplayRow> rows, int tokens, int most) {
        Map<Memory, List<ReplayRow>> kinds = new EnumMap<>(Memory.class);
        for (ReplayRow row : rows) {
            kinds.computeIfAbsent(row.goesOnFrom(), kind -> new ArrayList<>()).add(row);
        }
        List<List<ReplayRow>> batches = new ArrayList<>();
        for (List<ReplayRow> kind : kinds.values()) {
            kind.sort(sizes.order());
            for (List<ReplayRow> batch : Batches.of(kind, ReplayRow::length, tokens, most)) {
                batches.add(batch.stream().sorted(LONGEST_FIRST).toList());
            }
        }
        return batches;
    }

    @Override
    public Gradients vjp(List<Row> rows, List<Loss> losses, List<Site> sites, List<Integer> tokens) {
        sites.forEach(this::requireSite);
        if (!precision.isDifferentiable()) {
            throw new StepException("derivatives cannot be taken in " + precision + ": run with --precision float32");
        }
        List<ReplayRow> checked = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            ReplayRow row = ReplayRow.of(this, rows.get(i), i);
            row.requireDifferentiable(tokens.get(i));
            LossReading.require(this, losses.get(i), row.base().length());
            checked.add(row.from(sites, tokens.get(i)));
        }
        Gradients gradients = new Gradients(rows.size(), sites.size());
        LossReading reading = new LossReading(this, losses);
        each(
                batches(checked, sizes.gradient(), sizes.rows()),
                batch -> new Pullback(this, batch, sites, tokens).run(reading, gradients));
        return gradients;
    }

    @Override
    public List<float[]> decode(List<float[]> residuals) {
        return Scoped.value(() -> {
            float[][] lines = residuals.toArray(float[][]::new);
            NDArray logits = family.head().of(family.normalized(owner.create(lines)));
            int wide = architecture().vocabulary();
            float[] all = logits.toFloatArray();
            return IntStream.range(0, lines.length)
                    .mapToObj(i -> Arrays.copyOfRange(all, i * wide, (i + 1) * wide))
                    .toList();
        });
    }

    NDManager owner() {
        return owner;
    }

    Family family() {
        return family;
    }

    /** The standard deviation of all numbers of the embedding matrix. */
    synchronized double embeddingDeviation() {
        if (embeddingDeviation == 0) {
            embeddingDeviation = Scoped.value(() -> {
                NDArray matrix = family.embedding();
                NDArray apart = matrix.sub(matrix.mean());
                return Math.sqrt(apart.square().mean().getFloat());
            });
        }
        return embeddingDeviation;
    }

    /** How many numbers per token a layer of a run of so many tokens may keep. */
    long afforded(int tokens) {
        return share.restartBytes()
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

    /** Refuses a layer or a weight that the model has not. */
    Architecture.Sizes requireMatrix(Matrix matrix) {
        architecture().missing(matrix).ifPresent(what -> {
            throw new IllegalArgumentException(what);
        });
        return Objects.requireNonNull(architecture().weights().get(matrix.weight()));
    }

    void requireLayer(int layer, Object what) {
        if (layer >= architecture().layers()) {
            throw new IllegalArgumentException(
                    "the model has layers 0 to " + (architecture().layers() - 1) + ", but " + what + " was asked for");
        }
    }

    /** Refuses what is not in the vocabulary. */
    void requireToken(int token) {
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
