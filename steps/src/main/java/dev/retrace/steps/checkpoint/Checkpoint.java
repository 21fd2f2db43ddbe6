package dev.retrace.steps.checkpoint;

import dev.retrace.engine.step.StepException;
import dev.retrace.steps.tensor.Safetensors;
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
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A model's files, read as far as their headers: which tensors it has and where they lie.
 *
 * @param config numbers of the model, in agreement with its tensors
 * @param tensors for each tensor the file that holds it
 */
public record Checkpoint(ModelConfig config, SortedMap<String, Safetensors> tensors) {

    static final String CONFIG = "config.json";
    public static final String TOKENIZER = "tokenizer.json";
    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";
    private static final String PICKLED = "pytorch_model.bin";
    private static final long MAX_INDEX = 64L << 20;
    private static final long PIECE = 1L << 28;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

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
                    + TOKENIZER + " and its weights as *.safetensors. Name that folder.");
        }
        requireFile(folder, CONFIG);
        ConfigFile config = ConfigFile.read(folder.resolve(CONFIG));
        SortedMap<String, Safetensors> tensors = tensors(folder);
        ModelConfig model = model(config, tensors);
        model.layout(tensors.keySet()).check(folder.toString(), entries(tensors));
        return new Checkpoint(model, tensors);
    }

    /** The place and shape of each tensor. */
    public static Map<String, Safetensors.Entry> entries(SortedMap<String, Safetensors> tensors) {
        Map<String, Safetensors.Entry> entries = new TreeMap<>();
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

    private static SortedMap<String, Safetensors> tensors(Path folder) throws IOException {
        SortedMap<String, Safetensors> tensors = new TreeMap<>();
        if (Files.isRegularFile(folder.resolve(SINGLE))) {
            Safetensors file = Safetensors.read(folder.resolve(SINGLE));
            file.tensors().keySet().forEach(name -> tensors.put(name, file));
        } else if (Files.isRegularFile(folder.resolve(INDEX))) {
            Map<String, Safetensors> files = new TreeMap<>();
            for (Map.Entry<String, JsonNode> place :
                    weightMap(folder.resolve(INDEX)).properties()) {
                String name = place.getValue().asString("");
                if (!files.containsKey(name)) {
                    files.put(name, Safetensors.read(shard(folder, name)));
                }
                tensors.put(place.getKey(), files.get(name));
            }
            files.values().forEach(file -> requireMapped(folder, file, tensors));
        } else {
            throw withoutWeights(folder);
        }
        return tensors;
    }

    private static void requireMapped(Path folder, Safetensors file, Map<String, Safetensors> tensors) {
        for (String name : file.tensors().keySet()) {
            Safetensors placed = tensors.get(name);
            if (placed == null || !placed.file().equals(file.file())) {
                throw new StepException(file.file() + ": holds the tensor '" + name + "', which "
                        + folder.resolve(INDEX) + " does not place there. Download all files of the model again.");
            }
        }
    }

    private static Path shard(Path folder, String name) {
        if (name.isEmpty() || name.startsWith(".") || !name.matches("[A-Za-z0-9._-]+")) {
            throw new StepException(folder.resolve(INDEX) + ": names the file '" + name
                    + "', but only plain names of files beside it are allowed. Download it again.");
        }
        requireFile(folder, name);
        return folder.resolve(name);
    }

    private static JsonNode weightMap(Path index) throws IOException {
        if (Files.size(index) > MAX_INDEX) {
            throw new StepException(index + ": has " + Files.size(index) + " bytes, but at most " + MAX_INDEX
                    + " are allowed. Download it again.");
        }
        try {
            JsonNode map = JSON.readTree(Files.readAllBytes(index)).path("weight_map");
            if (!map.isObject() || map.isEmpty()) {
                throw new StepException(index + ": has no 'weight_map' from tensors to files. Download it again.");
            }
            return map;
        } catch (JacksonException broken) {
            throw new StepException(
                    index + ": is not valid JSON: " + broken.getOriginalMessage() + ". Download it again.", broken);
        }
    }

    private static StepException withoutWeights(Path folder) {
        if (Files.isRegularFile(folder.resolve(PICKLED))) {
            return new StepException(folder + ": holds its weights as " + PICKLED
                    + ", which is not supported yet, not as "
                    + SINGLE + ". Convert it once with Python: from transformers import AutoModelForCausalLM;"
                    + " AutoModelForCausalLM.from_pretrained('" + folder + "').save_pretrained('" + folder + "-st');"
                    + " then copy " + TOKENIZER + " there and name that folder.");
        }
        return new StepException(folder + ": has neither " + SINGLE + " nor " + INDEX
                + ". Download the model's weights as safetensors into that folder.");
    }

    private static ModelConfig model(ConfigFile config, SortedMap<String, Safetensors> tensors) throws IOException {
        ModelFamily family = ModelFamily.of(config);
        boolean tied = tied(config, family.output(config, tensors.keySet()), tensors);
        return family.read(config, tensors.keySet(), tied);
    }

    /** Whether the embedding is the output matrix too; a copy of it that was stored as well is no other. */
    private static boolean tied(ConfigFile config, ModelFamily.Output output, SortedMap<String, Safetensors> tensors)
            throws IOException {
        boolean said = config.flag(output.key(), output.otherwise());
        Safetensors head = tensors.get(output.head());
        Safetensors table = tensors.get(output.embedding());
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

    private static boolean same(Safetensors a, Safetensors.Entry first, Safetensors b, Safetensors.Entry second)
            throws IOException {
        if (first.type() != second.type() || first.bytes() != second.bytes()) {
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

    private static ByteBuffer map(Safetensors file, long position, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file.file(), StandardOpenOption.READ)) {
            return channel.map(MapMode.READ_ONLY, position, length);
        }
    }
}
