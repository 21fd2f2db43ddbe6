package dev.retrace.steps.relation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.steps.dataset.Fact;
import dev.retrace.steps.dataset.Refusal;
import dev.retrace.steps.model.Architecture;
import dev.retrace.steps.tokenizer.TinyTokenizer;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InContextPromptTest {

    private final Tokenizer tokenizer = TinyTokenizer.load();
    private final Fact cat = new Fact("r", "a {} sat", "cat", "at a");
    private final Fact tac = new Fact("r", "a {} sat", "tac", "t");

    @AfterEach
    void close() {
        tokenizer.close();
    }

    @Test
    void examplesStandBeforeTheQuestionOneALine() {
        InContextPrompt prompt = writer(96, 600).of(List.of(cat, tac), cat);

        assertEquals("a a cat sat at a\na tac sat t\na cat sat", prompt.text());
        assertEquals(
                prompt.ids().size(),
                tokenizer.encode("a a cat sat at a\na tac sat t\na cat sat").ids().length);
    }

    /** What follows the subject are as many tokens as without examples, although the first line has it too. */
    @Test
    void theSubjectIsThatOfTheLastLine() {
        InContextPrompt alone = writer(96, 600).of(List.of(), cat);
        InContextPrompt behind = writer(96, 600).of(List.of(cat), cat);

        assertEquals(alone.length() - alone.subjectLast(), behind.length() - behind.subjectLast());
        assertEquals(tokenizer.spanOf("a a cat sat", "cat").last(), alone.subjectLast());
    }

    @Test
    void whatTheModelCannotTakeIsRefused() {
        Refusal.says(() -> writer(2, 600).of(List.of(), cat), "the model's vocabulary has 2 tokens");
        Refusal.says(() -> writer(96, 5).of(List.of(cat), tac), "asks for 'tac'", "takes at most 5", "lower examples");
    }

    private InContextPrompt.Writer writer(int vocabulary, int positions) {
        return new InContextPrompt.Writer(
                "a ", tokenizer, new Architecture("tiny", 1, vocabulary, positions, 1, Map.of(), Map.of()));
    }
}
