package dev.retrace.steps.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.retrace.engine.step.InputFile;
import dev.retrace.engine.step.Inputs;
import dev.retrace.engine.step.Part;
import dev.retrace.steps.TestLane;
import dev.retrace.steps.checkpoint.TinyDownload;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelLoaderTest {

    @TempDir
    private Path folder;

    @TempDir
    private Path output;

    @Test
    void theModelIsFoundByContentAndLoadedOncePerLane() throws IOException {
        TinyDownload download = TinyDownload.into(folder);
        Path described = TinyDownload.describe(download.source(), output);
        Inputs inputs = new Inputs(
                Map.of("model", List.of(new Part(new TreeMap<>(), new InputFile(described, "digest of model.json")))),
                download::locate);
        TestLane lane = new TestLane();

        LanguageModel model = ModelLoader.load(inputs, "model", lane);

        assertSame(model, ModelLoader.load(inputs, "model", lane));
        assertEquals(folder.resolve(TinyDownload.TOKENIZER), ModelLoader.tokenizer(inputs, "model"));
        try (model;
                PrefixCache run = model.prefill(new TokenBatch(List.of(TinyModel.PROMPT)), Keep.forReplay())) {
            assertEquals(
                    96,
                    model.replay(List.of(new Row(run, 0, List.of())), new Query.Logits())
                            .logits(0)
                            .length);
        }
    }
}
