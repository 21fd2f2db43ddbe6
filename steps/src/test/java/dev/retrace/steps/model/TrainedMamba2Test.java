package dev.retrace.steps.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.steps.TestDevice;
import dev.retrace.steps.dataset.SharedFolder;
import dev.retrace.steps.intervention.PrefixCache;
import dev.retrace.steps.intervention.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The trained Mamba-2, whose sums of decays are long, against an independent implementation in double precision. */
class TrainedMamba2Test {

    @Test
    void itRecallsFactsWithTheSameProbabilities() throws IOException {
        Path folder = SharedFolder.require("models/facts-mamba2-13m");
        JsonNode facts = TinyModel.json(SharedFolder.require("oracles/knockout-facts-mamba2-13m.json"))
                .path("facts");
        List<int[]> prompts = new ArrayList<>();
        List<Integer> targets = new ArrayList<>();
        facts.forEach(fact -> {
            prompts.add(TinyModel.ids(fact.path("ids")));
            targets.add(fact.path("target_id").intValue());
        });
        try (LanguageModel model = ModelLoader.ofFolder(folder, TestDevice.NAME);
                PrefixCache run = model.prefill(new TokenBatch(prompts), Keep.forReplay())) {
            List<Row> rows = new ArrayList<>();
            for (int prompt = 0; prompt < prompts.size(); prompt++) {
                rows.add(new Row(run, prompt, List.of()));
            }

            Readout read = model.replay(rows, new Query.Probability(targets));

            for (int row = 0; row < rows.size(); row++) {
                double expected = facts.get(row).path("p0").doubleValue();
                assertEquals(expected, read.probability(row), 1e-5 + 1e-3 * expected);
            }
        }
    }
}
