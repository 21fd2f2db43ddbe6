package dev.retrace.steps.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.retrace.steps.intervention.Matrix;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Site;
import dev.retrace.steps.tensor.Scoped;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What is kept of one unchanged run. Its prompts go through the model in segments: some at a time, of
 * similar lengths, each segment on its own thread.
 */
final class ModelRun implements PrefixCache {

    private final ResidualModel model;
    private final Keep keep;
    private final NDManager manager;
    private final Place[] places;
    private final Map<Record, NDArray> padded = new HashMap<>(); // as shown by kept and input, (f, l, w)

    /** Where a prompt is: a row of a segment. */
    record Place(Segment segment, int row) {

        int length() {
            return segment.packing().length(row);
        }

        long index(int token) {
            return segment.packing().index(row, token);
        }

        long memoryIndex(int token) {
            return segment.memoryIndex(row, token);
        }

        int pads() {
            return segment.pads(row);
        }
    }

    /** Runs the prompts. */
    ModelRun(ResidualModel model, TokenBatch prompts, Keep keep) {
        this.model = model;
        this.keep = keep;
        this.manager = model.owner().newSubManager();
        this.places = new Place[prompts.prompts().size()];
        if (!keep.starts().isEmpty() && keep.starts().size() != places.length) {
            throw new IllegalArgumentException(places.length + " prompts need as many starts, not "
                    + keep.starts().size());
        }
        List<int[]> ids = prompts.prompts();
        List<Integer> order = IntStream.range(0, ids.size())
                .boxed()
                .sorted(Comparator.comparingInt(prompt -> -ids.get(prompt).length))
                .toList();
        int tokens = ids.stream().mapToInt(prompt -> prompt.length).sum();
        try {
            BatchSizes sizes = model.sizes();
            List<List<Integer>> batches =
                    Batches.of(order, prompt -> ids.get(prompt).length, sizes.prompt(), sizes.rows());
            batches.parallelStream().forEach(batch -> run(prompts, batch, model.afforded(tokens)));
        } catch (RuntimeException | Error failed) {
            manager.close();
            throw failed;
        }
    }

    private void run(TokenBatch prompts, List<Integer> batch, long afforded) {
        Segment segment = new Segment(model, manager.newSubManager(), prompts.some(batch), keep.of(batch), afforded);
        for (int row = 0; row < batch.size(); row++) {
            places[batch.get(row)] = new Place(segment, row);
        }
    }

    @Override
    public int prompts() {
        return places.length;
    }

    @Override
    public int length(int prompt) {
        return places[prompt].length();
    }

    @Override
    public NDArray kept(Site site) {
        requireKept(site);
        return padded(site, segment -> segment.state(site));
    }

    @Override
    public NDArray input(Matrix matrix) {
        if (!keep.inputs().contains(matrix)) {
            throw new IllegalArgumentException("this run kept the inputs of " + keep.inputs() + ", but those of "
                    + matrix + " were asked for: name it in Keep");
        }
        return padded(matrix, segment -> segment.input(matrix));
    }

    /** A table of all prompts, in its name. */
    private NDArray padded(Record name, Function<Segment, NDArray> table) {
        return padded.computeIfAbsent(name, absent -> {
            int longest = IntStream.range(0, prompts()).map(this::length).max().orElse(0);
            Gathering lines = new Gathering();
            for (Place place : places) {
                for (int token = 0; token < longest; token++) {
                    lines.add(place.segment(), place.index(Math.min(token, place.length() - 1)));
                }
            }
            NDArray all = Scoped.result(() -> lines.take(manager, table).reshape(new Shape(prompts(), longest, -1)));
            return Scoped.hand(all, manager);
        });
    }

    /** Refuses a state that was not kept. */
    void requireKept(Site site) {
        model.requireSite(site);
        if (!keep.states().contains(site.state())) {
            throw new IllegalArgumentException(
                    "this run kept the states " + keep.states() + ", but " + site + " was asked for: name it in Keep");
        }
    }

    Place place(int prompt) {
        return places[prompt];
    }

    boolean isOf(ResidualModel other) {
        return model == other;
    }

    boolean restarts() {
        return keep.restart();
    }

    @Override
    public void close() {
        manager.close();
    }
}
