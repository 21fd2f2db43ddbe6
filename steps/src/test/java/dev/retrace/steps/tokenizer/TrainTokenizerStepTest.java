package dev.retrace.steps.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.engine.step.StepException;
import dev.retrace.engine.table.Table;
import dev.retrace.steps.dataset.Workbench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainTokenizerStepTest {

    private static final String[] ANY_TEXT = {
        "The capital city of France is Paris.",
        " Zürich, São Paulo, 東京 and Москва\n\twere not in the texts: 😀 \u200d\u00a0\u00ad!",
        "<|endoftext",
        "  spaces   everywhere \n\n",
        "\u0000\u0001\u007f\uffff"
    };

    @TempDir
    private Path folder;

    @Test
    void encodesAnyTextWithoutLoss() throws Exception {
        try (Tokenizer tokenizer = Tokenizer.load(trained("{'vocabulary': 300}"))) {
            for (String text : ANY_TEXT) {
                assertEquals(text, tokenizer.text(tokenizer.encode(text).ids()));
            }
        }
    }

    @Test
    void whatItHasSeenOftenIsOneToken() throws Exception {
        try (Tokenizer tokenizer = Tokenizer.load(trained("{'vocabulary': 300}"))) {
            int[] ids = tokenizer.encode("<|endoftext|>the river the river").ids();

            assertEquals(0, tokenizer.padId());
            assertEquals("<|endoftext|>", tokenizer.text(0));
            assertEquals(0, ids[0]);
            assertEquals(" the", tokenizer.text(ids[ids.length - 2]));
            assertEquals(" river", tokenizer.text(ids[ids.length - 1]));
            assertTrue(tokenizer.size() <= 300, () -> tokenizer.size() + " tokens");
        }
    }

    @Test
    void theSameTextsGiveTheSameBytes() throws Exception {
        assertArrayEquals(Files.readAllBytes(trained("{}")), Files.readAllBytes(trained("{}")));
    }

    @Test
    void textsToValidateByAreNotLookedAt() throws Exception {
        try (Tokenizer tokenizer = Tokenizer.load(trained("{'often': 1}"))) {
            assertTrue(tokenizer.encode("hidden").ids().length > 1);
            assertEquals(1, tokenizer.encode(" river").ids().length);
        }
    }

    @Test
    void aTableWithoutTextIsRefused() throws Exception {
        Path empty = folder.resolve("empty.csv");
        Table.of("id", "split", "text").row("a", "validation", "x").build().write(empty);

        assertThrows(
                StepException.class, () -> new Workbench(folder).run("train-tokenizer", "{}", Map.of("texts", empty)));
    }

    @Test
    void fewerTokensThanBytesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new TrainTokenizerStep.Parameters(256, 2));
        assertThrows(IllegalArgumentException.class, () -> new TrainTokenizerStep.Parameters(300, 0));
    }

    private Path trained(String with) throws Exception {
        Path texts = folder.resolve("texts.csv");
        Files.deleteIfExists(texts);
        Table.of("id", "split", "text")
                .row("a", "training", "the river and the sea; the river is long, the sea is wide")
                .row("b", "training", "a river, the river")
                .row("c", "validation", "hidden hidden hidden")
                .build()
                .write(texts);
        return new Workbench(folder).run("train-tokenizer", with, Map.of("texts", texts));
    }
}
