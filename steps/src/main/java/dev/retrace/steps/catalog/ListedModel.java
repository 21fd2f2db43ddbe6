package dev.retrace.steps.catalog;

import dev.retrace.engine.step.StepException;
import dev.retrace.steps.checkpoint.Checkpoint;
import dev.retrace.steps.checkpoint.ModelFamily;
import dev.retrace.steps.weights.TensorFile;
import dev.retrace.steps.weights.WeightFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A model on this machine, as far as its headers tell.
 *
 * @param name {@code hf:ORG/NAME}, or the folder
 * @param revision the commit; empty for a folder
 * @param family that Retrace runs it as; {@code ?} if that cannot be told
 * @param dtype the types of its weights, that of the most bytes first; {@code ?} if they cannot be read
 * @param bytes of its weights
 * @param parameters how many numbers
 * @param problem what is wrong with it; empty if nothing is seen
 * @param folder where it lies
 */
record ListedModel(
        String name,
        String revision,
        String family,
        String dtype,
        long bytes,
        long parameters,
        String problem,
        Path folder) {

    static final String UNKNOWN = "?";

    /** Reads headers only. */
    static ListedModel of(String name, String revision, Path folder) {
        String family = UNKNOWN;
        long bytes = 0;
        try {
            bytes = size(folder);
            family = ModelFamily.of(folder).id();
            SortedMap<String, Long> types = new TreeMap<>();
            long parameters = 0;
            for (Map.Entry<String, TensorFile> tensor : WeightFiles.read(folder).entrySet()) {
                TensorFile.Entry entry = tensor.getValue().entry(tensor.getKey());
                types.merge(entry.type().name(), entry.bytes(), Long::sum);
                parameters += entry.shape().stream().reduce(1L, (a, b) -> a * b);
            }
            List<String> byBytes = types.entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                    .map(Map.Entry::getKey)
                    .toList();
            String lacking = Files.isRegularFile(folder.resolve(Checkpoint.TOKENIZER))
                    ? ""
                    : "has no " + Checkpoint.TOKENIZER
                            + ", which load-model needs; `retrace predict --tokens` does not";
            return new ListedModel(
                    name, revision, family, String.join("+", byBytes), bytes, parameters, lacking, folder);
        } catch (StepException refused) {
            String problem = String.valueOf(refused.getMessage());
            return new ListedModel(name, revision, family, UNKNOWN, bytes, 0, problem, folder);
        } catch (IOException unreadable) {
            String problem = "cannot be read: " + unreadable;
            return new ListedModel(name, revision, family, UNKNOWN, bytes, 0, problem, folder);
        }
    }

    /** Whether its weights can be read, as far as headers tell. */
    boolean isReadable() {
        return !dtype.equals(UNKNOWN);
    }

    private static long size(Path folder) throws IOException {
        try {
            long size = 0;
            for (Path file : WeightFiles.files(folder)) {
                size += Files.isRegularFile(file) ? Files.size(file) : 0;
            }
            return size;
        } catch (StepException damagedIndex) {
            return 0;
        }
    }
}
