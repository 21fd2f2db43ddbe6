package dev.retrace.steps.checkpoint;

import dev.retrace.engine.step.StepException;
import dev.retrace.steps.weights.TensorFile;
import dev.retrace.steps.weights.WeightFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A model's files, read as far as their headers: which tensors it has and where they lie.
 *
 * @param config numbers of the model, in agreement with its tensors
 * @param tensors for each tensor the file that holds it
 */
public record Checkpoint(ModelConfig config, SortedMap<String, TensorFile> tensors) {

    public static final String CONFIG = "config.json";
    public static final String TOKENIZER = "tokenizer.json";
    private static final long PIECE = 1L << 28;

    public Checkpoint {
        tensors = Collections.unmodifiableSortedMap(new TreeMap<>(tensors));
    }

    /**
     * Reads and checks a model's folder as downloaded, all but its tokenizer.
     *
     * @throws StepException if it does not hold a model that can be loaded
     */
    public static Checkpoint read(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new StepException(folder + ": is not a folder, but a model is one that holds " + CONFIG + ", "
                    + TOKENIZER + " and its weights. Name that folder.");
        }
        requireFile(folder, CONFIG);
        ConfigFile config = ConfigFile.read(folder.resolve(CONFIG));
        SortedMap<String, TensorFile> tensors = WeightFiles.read(folder);
        ModelConfig model = model(config, tensors);
        model.layout(tensors.keySet()).check(folder.toString(), entries(tensors));
        return new Checkpoint(model, tensors);
    }

    /** The place and shape of each tensor. */
    public static Map<String, TensorFile.Entry> entries(SortedMap<String, TensorFile> tensors) {
        Map<String, TensorFile.Entry> entries = new TreeMap<>();
        tensors.forEach((name, file) -> entries.put(name, file.entry(name)));
        return entries;
    }

    static void requireFile(Path folder, String name) {
        if (!Files.isRegularFile(folder.resolve(name))) {
            throw new StepException(
                    folder + ": has no " + name + ", which a model's folder must hold beside its weights."
                            + " Download it from where the model came from.");
        }
    }

    private static ModelConfig model(ConfigFile config, SortedMap<String, TensorFile> tensors) throws IOException {
        ModelFamily family = ModelFamily.of(config);
        boolean tied = tied(config, family.output(config, tensors.keySet()), tensors);
        return family.read(config, tensors.keySet(), tied);
    }

    /** Whether the embedding is the output matrix too; a copy of it that was stored as well is no other. */
    private static boolean tied(ConfigFile config, ModelFamily.Output output, SortedMap<String, TensorFile> tensors)
            throws IOException {
        boolean said = config.flag(output.key(), output.otherwise());
        TensorFile head = tensors.get(output.head());
        TensorFile table = tensors.get(output.embedding());
        if (head == null || table == null) {
            return said;
        }
        boolean same = same(head, head.entry(output.head()), table, table.entry(output.embedding()));
        if (config.has(output.key()) && said && !same) {
            throw config.refused(
                    output.key(),
                    "is true although " + output.head() + " differs from " + output.embedding(),
                    "false for such weights");
        }
        return said && same;
    }

    private static boolean same(TensorFile a, TensorFile.Entry first, TensorFile b, TensorFile.Entry second)
            throws IOException {
        if (first.type() != second.type()
                || first.bytes() != second.bytes()
                || !first.strides().equals(second.strides())) {
            return false;
        }
        for (long done = 0; done < first.bytes(); done += PIECE) {
            long length = Math.min(PIECE, first.bytes() - done);
            if (!map(a, first.position() + done, length).equals(map(b, second.position() + done, length))) {
                return false;
            }
        }
        return true;
    }

    private static ByteBuffer map(TensorFile file, long position, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file.file(), StandardOpenOption.READ)) {
            return channel.map(MapMode.READ_ONLY, position, length);
        }
    }
}
