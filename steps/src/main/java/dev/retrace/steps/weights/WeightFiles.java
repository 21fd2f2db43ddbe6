package dev.retrace.steps.weights;

import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A model's weights as they lie in its folder: in one file or several, in either format. */
public final class WeightFiles {

    /** The names to look for, the first that is there wins; safetensors first: they are meant for strangers. */
    public static final List<String> NAMES = List.of(
            "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json");

    private static final String INDEX = ".index.json";

    private WeightFiles() {}

    /**
     * Finds the weights in a folder and reads what they say of themselves.
     *
     * <p>Files that an index does not name are not read.
     *
     * @return for each tensor the file that holds it
     * @throws StepException if there are none, or not all that an index names, or one is damaged
     */
    public static SortedMap<String, TensorFile> read(Path folder) throws IOException {
        for (String name : NAMES) {
            if (Files.isRegularFile(folder.resolve(name))) {
                return name.endsWith(INDEX) ? sharded(folder.resolve(name)) : single(folder.resolve(name));
            }
        }
        throw new StepException(folder + ": holds no weights: it has none of " + String.join(", ", NAMES)
                + ". Download the model's weights into that folder.");
    }

    /**
     * The files that {@link #read} would read the tensors of, there or not; none if there are no weights.
     *
     * @throws StepException if an index is damaged
     */
    public static List<Path> files(Path folder) throws IOException {
        for (String name : NAMES) {
            Path file = folder.resolve(name);
            if (Files.isRegularFile(file) && name.endsWith(INDEX)) {
                SortedSet<Path> shards = new TreeSet<>();
                ShardIndex.read(file).values().forEach(shard -> shards.add(beside(file, shard)));
                return List.copyOf(shards);
            } else if (Files.isRegularFile(file)) {
                return List.of(file);
            }
        }
        return List.of();
    }

    private static SortedMap<String, TensorFile> single(Path path) throws IOException {
        TensorFile file = TensorFile.read(path);
        SortedMap<String, TensorFile> tensors = new TreeMap<>();
        file.tensors().keySet().forEach(name -> tensors.put(name, file));
        return tensors;
    }

    private static SortedMap<String, TensorFile> sharded(Path index) throws IOException {
        Map<String, TensorFile> shards = new TreeMap<>();
        SortedMap<String, TensorFile> tensors = new TreeMap<>();
        for (Map.Entry<String, String> place : ShardIndex.read(index).entrySet()) {
            String name = place.getValue();
            if (!shards.containsKey(name)) {
                shards.put(name, TensorFile.read(shard(index, name)));
            }
            TensorFile shard = shards.get(name);
            shard.entry(place.getKey());
            tensors.put(place.getKey(), shard);
        }
        shards.values().forEach(shard -> requirePlaced(index, shard, tensors));
        return tensors;
    }

    private static Path beside(Path index, String name) {
        if (name.startsWith(".") || !name.matches("[A-Za-z0-9._-]{1,200}")) {
            throw new StepException(index + ": names the file '" + name
                    + "', but only plain names of files beside it are allowed. Download it again.");
        }
        return index.resolveSibling(name);
    }

    private static Path shard(Path index, String name) {
        Path shard = beside(index, name);
        if (!Files.isRegularFile(shard)) {
            throw new StepException(index + ": names the file '" + name
                    + "', which is not beside it. Download all files of the model.");
        }
        return shard;
    }

    private static void requirePlaced(Path index, TensorFile shard, Map<String, TensorFile> tensors) {
        for (String name : shard.tensors().keySet()) {
            TensorFile placed = tensors.get(name);
            if (placed == null || !placed.file().equals(shard.file())) {
                throw new StepException(shard.file() + ": holds the tensor '" + name + "', which " + index
                        + " does not place there. Download all files of the model again.");
            }
        }
    }
}
