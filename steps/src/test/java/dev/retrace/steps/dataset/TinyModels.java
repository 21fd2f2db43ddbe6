package dev.retrace.steps.dataset;

import dev.retrace.steps.tokenizer.TinyTokenizer;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The tiny random models of the test resources as downloads, with a tokenizer. */
public final class TinyModels {

    private static final int TOKENS = 96;

    private TinyModels() {}

    /** What {@code load-model} says of one of them, copied into a new folder. */
    public static Path load(String name, Path folder, Workbench bench) throws Exception {
        Path tiny = Files.createDirectory(folder.resolve("tiny"));
        for (String file : List.of("config.json", "model.safetensors")) {
            try (InputStream from = TinyModels.class.getResourceAsStream("/" + name + "/" + file)) {
                Files.copy(Objects.requireNonNull(from), tiny.resolve(file));
            }
        }
        tokenizer(tiny.resolve("tokenizer.json"));
        return bench.run("load-model", "{}", Map.of(), "source", bench.source(tiny));
    }

    /** The tiny tokenizer with as many tokens as the tiny models have rows. */
    private static void tokenizer(Path file) throws Exception {
        JsonNode json = JsonMapper.shared().readTree(Files.readAllBytes(TinyTokenizer.file()));
        ObjectNode vocabulary = (ObjectNode) json.get("model").get("vocab");
        for (int id = vocabulary.size(); id < TOKENS; id++) {
            vocabulary.put("unused" + id, id);
        }
        Files.write(file, JsonMapper.shared().writeValueAsBytes(json));
    }
}
