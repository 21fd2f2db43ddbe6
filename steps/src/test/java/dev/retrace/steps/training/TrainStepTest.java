package dev.retrace.steps.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import dev.retrace.steps.dataset.Workbench;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From texts to a model that other steps take. */
class TrainStepTest {

    private static final String[][] FACTS = {
        {"France", "Paris"}, {"Spain", "Madrid"}, {"Italy", "Rome"}, {"Japan", "Tokyo"},
        {"Egypt", "Cairo"}, {"Peru", "Lima"}, {"Cuba", "Havana"}, {"Kenya", "Nairobi"},
    };

    private static final String SMALL = "'layers': 2, 'width': 32, 'state': 4, 'heads': 2, 'batch': 4, 'length': 24,"
            + " 'warm-up': 2, 'learning-rate': 0.01, 'every': 2, 'validation-rows': 2";

    @TempDir
    private Path folder;

    private Workbench bench;
    private Path texts;
    private Path tokenizer;

    @BeforeEach
    void prepare() throws Exception {
        bench = new Workbench(folder);
        texts = folder.resolve("texts.csv");
        Table.Builder table = Table.of("id", "split", "text");
        for (String[] fact : FACTS) {
            table.row(fact[0], "training", "The capital of " + fact[0] + " is " + fact[1] + ".");
            table.row(fact[1], "training", "\n" + fact[1] + " is a city of " + fact[0] + ".");
        }
        table.row("v", "validation", "Rome is the capital of Italy.").build().write(texts);
        tokenizer = bench.run("train-tokenizer", "{'vocabulary': 600, 'often': 1}", Map.of("texts", texts));
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mamba", "mamba2", "gpt-neox"})
    void twoHalvesGiveTheBitsOfTheWhole(String family) throws Exception {
        Path whole = train(family, "'steps': 8", Map.of());
        Path half = train(family, "'steps': 8, 'until': 4", Map.of());

        Path rest = train(family, "'steps': 8, 'until': 8", Map.of("checkpoint", half));

        assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(rest));
        assertEquals(losses(whole), losses(half) + losses(rest).replaceFirst("step,.*\r?\n", ""));
    }

    @Test
    void lossesAreToldOfBothKindsOfTexts() throws Exception {
        Table losses = Table.read(train("mamba", "'steps': 6", Map.of()).resolveSibling("losses.csv"));

        assertEquals(6, losses.size());
        assertEquals("training", losses.text(4, "texts"));
        assertEquals("validation", losses.text(5, "texts"));
        assertEquals(6, losses.integer(5, "step"));
        assertEquals(6 * 4 * 24, losses.integer(5, "tokens"));
        assertTrue(losses.number(4, "loss") < losses.number(0, "loss"));
    }

    /** Trained until it knows them, written in float16, loaded by its digests, and asked. */
    @ParameterizedTest
    @ValueSource(strings = {"mamba", "gpt-neox"})
    void theModelThatIsWrittenAnswersWhatItLearned(String family) throws Exception {
        Path checkpoint = train(family, "'steps': 150, 'every': 50", Map.of());
        Path facts = folder.resolve("facts.csv");
        Table.Builder asked = Table.of("relation", "template", "subject", "object");
        for (String[] fact : FACTS) {
            asked.row("capital", "The capital of {} is", fact[0], fact[1]);
        }
        asked.build().write(facts);

        Path model = written(checkpoint);
        bench.source(Objects.requireNonNull(model.getParent())); // its files are in the store
        Table answers = Table.read(bench.run("accuracy", "{}", Map.of("model", model, "facts", facts)));

        for (int row = 0; row < answers.size(); row++) {
            assertEquals(1, answers.integer(row, "begins"), answers.text(row, "subject"));
        }
        Path lineage = folder.resolve("lineage.json");
        Files.writeString(lineage, """
                {"workflow": {"name": "tiny"}, "cells": [{"step": "train", "cell": "train#3", "key": "sha256:77",
                 "parameters": {"steps": 150}}]}
                """);
        Path answered = folder.resolve("answers.csv");
        answers.write(answered);
        String card = Files.readString(
                bench.run(
                        "model-card",
                        "{'title': 'A title', 'about': 'What it is for.'}",
                        Map.of(
                                "model", model,
                                "losses", checkpoint.resolveSibling("losses.csv"),
                                "answers", answered,
                                "lineage", lineage)),
                StandardCharsets.UTF_8);
        for (String part : new String[] {
            "# A title",
            "What it is for.",
            "| all | 8 | 8 | 100.0 % |",
            "150 steps, 14,400 tokens",
            "`tiny`",
            "- `train#3` `sha256:77`",
            "\"steps\":150",
            "`hidden_size` 32"
        }) {
            assertTrue(card.contains(part), part + " is not in " + card);
        }
    }

    @Test
    void aCheckpointOfAnotherModelIsRefused() throws Exception {
        Path other = train("mamba", "'steps': 8, 'until': 4", Map.of());

        StepException refused =
                assertThrows(StepException.class, () -> train("gpt-neox", "'steps': 8", Map.of("checkpoint", other)));

        assertTrue(String.valueOf(refused.getMessage()).contains("not of this training"), refused::getMessage);
    }

    @Test
    void aCheckpointOfAsManyStepsIsRefused() throws Exception {
        Path done = train("mamba", "'steps': 4", Map.of());

        StepException refused =
                assertThrows(StepException.class, () -> train("mamba", "'steps': 4", Map.of("checkpoint", done)));

        assertTrue(String.valueOf(refused.getMessage()).contains("step 4"), refused::getMessage);
    }

    @Test
    void aDamagedCheckpointIsRefused() throws Exception {
        Path half = train("mamba", "'steps': 8, 'until': 4", Map.of());
        byte[] bytes = Files.readAllBytes(half);
        Path cut = folder.resolve("cut.safetensors");
        Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));

        assertThrows(StepException.class, () -> train("mamba", "'steps': 8", Map.of("checkpoint", cut)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'steps': 0",
                "'steps': 8, 'until': 3",
                "'steps': 8, 'until': 10",
                "'steps': 8, 'learning-rate': 0",
                "'steps': 8, 'clip': 0",
                "'steps': 8, 'weight-decay': 1",
                "'steps': 1",
                "'steps': 8, 'batch': 0",
                "'steps': 8, 'length': 0",
            })
    void parametersThatMakeNoSenseAreRefused(String wrong) {
        assertThrows(IllegalArgumentException.class, () -> train("mamba", wrong, Map.of()));
    }

    @Test
    void aSplitThatIsNoneIsRefused() throws Exception {
        Table.of("id", "split", "text").row("a", "test", "x").build().write(texts);

        assertThrows(StepException.class, () -> train("mamba", "'steps': 8", Map.of()));
    }

    @Test
    void aWeightThatFloat16CannotHoldIsRefused() throws Exception {
        Path checkpoint = train("mamba", "'steps': 2", Map.of());
        byte[] bytes = Files.readAllBytes(checkpoint);
        bytes[bytes.length - 1] = 0x7f; // the last tensor is a weight: a number above 10^38
        Path huge = folder.resolve("huge.safetensors");
        Files.write(huge, bytes);
        Files.copy(checkpoint.resolveSibling("config.json"), folder.resolve("config.json"));

        StepException refused = assertThrows(StepException.class, () -> written(huge));

        assertTrue(String.valueOf(refused.getMessage()).contains("float16"), refused::getMessage);
    }

    private Path train(String family, String more, Map<String, Path> inputs) throws Exception {
        Map<String, Path> all = new HashMap<>(inputs);
        all.put("tokenizer", tokenizer);
        all.put("texts", texts);
        return bench.run("train", "{'family': '" + family + "', " + SMALL + ", " + more + "}", all);
    }

    private Path written(Path checkpoint) throws Exception {
        return bench.run(
                "write-model",
                "{}",
                Map.of(
                        "checkpoint", checkpoint,
                        "config", checkpoint.resolveSibling("config.json"),
                        "tokenizer", tokenizer));
    }

    private static String losses(Path checkpoint) throws Exception {
        return Files.readString(checkpoint.resolveSibling("losses.csv"));
    }
}
