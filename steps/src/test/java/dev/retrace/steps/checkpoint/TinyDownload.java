package dev.retrace.steps.checkpoint;

import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Outputs;
import dev.retrace.engine.step.Source;
import dev.retrace.steps.TestLane;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A folder that holds the tiny Mamba of the test resources and a tokenizer for it; the digest of a
 * file is said to be {@code digest of} its name.
 */
public record TinyDownload(Path folder) {

    public static final String CONFIG = "config.json";
    public static final String TOKENIZER = "tokenizer.json";
    public static final String WEIGHTS = "model.safetensors";

    /** Copies the model into an empty folder. */
    public static TinyDownload into(Path folder) throws IOException {
        for (String name : List.of(CONFIG, WEIGHTS)) {
            try (InputStream file = TinyDownload.class.getResourceAsStream("/mamba1-tiny/" + name)) {
                Files.copy(Objects.requireNonNull(file), folder.resolve(name));
            }
        }
        TinyDownload download = new TinyDownload(folder);
        download.tokenizer(96);
        return download;
    }

    /** What the step gets to see of the folder. */
    public Source source() {
        TreeMap<String, String> files = new TreeMap<>();
        for (String name : List.of(
                CONFIG, TOKENIZER, WEIGHTS, "model-00001-of-00001.safetensors", "model.safetensors.index.json")) {
            if (Files.exists(folder.resolve(name))) {
                files.put(name, "digest of " + name);
            }
        }
        return new Source("models/tiny", folder, files);
    }

    /** The file with such a digest. */
    public Path locate(String sha256) {
        return folder.resolve(sha256.substring("digest of ".length()));
    }

    /** Runs {@code load-model}, and gives the {@code model.json} that it wrote. */
    public static Path describe(Source source, Path output) throws IOException {
        LoadModelStep step = new LoadModelStep();
        Outputs outputs = new Outputs(output, step.descriptor().outputs());
        Inputs none = new Inputs(Map.of(), sha256 -> output);
        step.run(new LoadModelStep.Parameters(source), none, outputs, new TestLane());
        return outputs.file("model");
    }

    /** Writes a tokenizer with so many tokens. */
    void tokenizer(int tokens) throws IOException {
        String vocabulary = IntStream.range(1, tokens)
                .mapToObj(id -> "\"t" + id + "\":" + id)
                .collect(Collectors.joining(","));
        String json = "{\"added_tokens\":[{\"id\":0,\"content\":\"<e>\"}],\"model\":{\"vocab\":{" + vocabulary + "}}}";
        Files.write(folder.resolve(TOKENIZER), json.getBytes(StandardCharsets.UTF_8));
    }
}
