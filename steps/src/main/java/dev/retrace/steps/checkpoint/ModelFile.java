package dev.retrace.steps.checkpoint;

import dev.retrace.engine.step.StepException;
import dev.retrace.steps.weights.TensorFile;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.codec.digest.DigestUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code load-model} hands on instead of weights, {@code model.json}: the model's numbers, and of
 * each file its digest, by which its bytes are found.
 *
 * @param config the model's numbers, which say its family
 * @param tensors by name
 * @param files by name: weights, {@code config.json}, {@code tokenizer.json}; no others, no paths
 */
public record ModelFile(ModelConfig config, SortedMap<String, Tensor> tensors, SortedMap<String, Content> files) {

    /** Shortest plain decimals and sorted keys: equal models have equal bytes. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    /**
     * One tensor.
     *
     * @param file that holds it
     * @param dtype of its elements, as safetensors names it
     * @param shape dimensions, outermost first
     */
    public record Tensor(String file, String dtype, List<Long> shape) {

        public Tensor {
            shape = List.copyOf(shape);
        }
    }

    /** The content of a file. */
    public record Content(String sha256, long size) {}

    public ModelFile {
        tensors = new TreeMap<>(tensors);
        files = new TreeMap<>(files);
    }

    /** What {@code load-model} writes of a checkpoint. */
    static ModelFile of(Checkpoint checkpoint, SortedMap<String, Content> files) {
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        checkpoint.tensors().forEach((name, file) -> {
            TensorFile.Entry entry = file.entry(name);
            tensors.put(name, new Tensor(file.name(), entry.type().name(), entry.shape()));
        });
        return new ModelFile(checkpoint.config(), tensors, files);
    }

    /**
     * Describes a folder that was just written, after all checks that one from elsewhere has to pass.
     *
     * @param to where {@code model.json} goes
     * @throws StepException if it does not hold a model with its tokenizer
     */
    public static void describe(Path folder, Path to) throws IOException {
        Checkpoint checkpoint = Checkpoint.read(folder);
        SortedMap<String, Content> contents = new TreeMap<>();
        for (String name : named(checkpoint)) {
            Checkpoint.requireFile(folder, name);
            Path file = folder.resolve(name);
            try (InputStream bytes = Files.newInputStream(file)) {
                contents.put(name, new Content(DigestUtils.sha256Hex(bytes), Files.size(file)));
            }
        }
        TokenizerVocabulary.check(
                folder.resolve(Checkpoint.TOKENIZER), checkpoint.config().vocabulary());
        of(checkpoint, contents).write(to);
    }

    /** The files that a description names. */
    static SortedSet<String> named(Checkpoint checkpoint) {
        SortedSet<String> names = new TreeSet<>(List.of(Checkpoint.CONFIG, Checkpoint.TOKENIZER));
        checkpoint.tensors().values().forEach(file -> names.add(file.name()));
        return names;
    }

    /**
     * Reads {@code model.json}.
     *
     * @throws StepException if it is none
     */
    public static ModelFile read(Path path) throws IOException {
        try {
            JsonNode root = JSON.readTree(Files.readAllBytes(path));
            SortedMap<String, Tensor> tensors = new TreeMap<>();
            root.required("tensors")
                    .properties()
                    .forEach(tensor -> tensors.put(tensor.getKey(), tensor(tensor.getValue())));
            SortedMap<String, Content> files = new TreeMap<>();
            root.required("files")
                    .properties()
                    .forEach(file -> files.put(
                            file.getKey(),
                            new Content(
                                    file.getValue().required("sha256").stringValue(),
                                    file.getValue().required("size").longValue())));
            return new ModelFile(config(root), tensors, files);
        } catch (JacksonException | IllegalArgumentException broken) {
            throw new StepException(
                    path + ": is no model.json: " + broken.getMessage() + ". Give the output of load-model.", broken);
        }
    }

    /** Writes {@code model.json}. */
    void write(Path path) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.set("architecture", architecture());
        root.put("family", config.family().id());
        ObjectNode allFiles = root.putObject("files");
        files.forEach((name, content) -> {
            ObjectNode file = allFiles.putObject(name);
            file.put("sha256", content.sha256());
            file.put("size", content.size());
        });
        ObjectNode allTensors = root.putObject("tensors");
        tensors.forEach((name, tensor) -> {
            ObjectNode node = allTensors.putObject(name);
            node.put("dtype", tensor.dtype());
            node.put("file", tensor.file());
            ArrayNode shape = node.putArray("shape");
            tensor.shape().forEach(shape::add);
        });
        Files.write(path, (JSON.writeValueAsString(root) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** The numbers by the names that configurations have for them; those that the model lacks are left out. */
    private ObjectNode architecture() {
        ObjectNode node = JSON.createObjectNode();
        JSON.valueToTree(config).properties().forEach(number -> {
            JsonNode value = number.getValue();
            if (value.isFloatingPointNumber()) {
                node.put(number.getKey(), new BigDecimal(value.asString()).stripTrailingZeros());
            } else if (!value.isNull()) {
                node.set(number.getKey(), value);
            }
        });
        return node;
    }

    private static ModelConfig config(JsonNode root) {
        String family = root.required("family").stringValue();
        Class<? extends ModelConfig> kind = ModelFamily.named(family)
                .orElseThrow(() -> new IllegalArgumentException("the family '" + family + "' is not known"))
                .config();
        return JSON.treeToValue(root.required("architecture"), kind);
    }

    private static Tensor tensor(JsonNode node) {
        return new Tensor(
                node.required("file").stringValue(),
                node.required("dtype").stringValue(),
                node.required("shape").valueStream().map(JsonNode::longValue).toList());
    }

    /** The names of the files that hold tensors. */
    public SortedMap<String, Content> weights() {
        SortedMap<String, Content> weights = new TreeMap<>(files);
        weights.keySet().retainAll(tensors.values().stream().map(Tensor::file).toList());
        return weights;
    }

    /** Refuses a located file that is not the one described. */
    public void requireSame(TensorFile found, String file) {
        tensors.forEach((name, tensor) -> {
            TensorFile.Entry entry = found.tensors().get(name);
            if (tensor.file().equals(file)
                    && (entry == null
                            || !entry.shape().equals(tensor.shape())
                            || !entry.type().name().equals(tensor.dtype()))) {
                throw new StepException(found.file() + ": tensor '" + name + "' is not as model.json describes it."
                        + " The file was changed: download it again.");
            }
        });
    }
}
