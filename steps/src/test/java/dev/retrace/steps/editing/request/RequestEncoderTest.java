package dev.retrace.steps.editing.request;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.retrace.engine.step.StepException;
import dev.retrace.steps.dataset.Fact;
import dev.retrace.steps.dataset.Rewrite;
import dev.retrace.steps.dataset.Rewrite.Prompts;
import dev.retrace.steps.dataset.Template;
import dev.retrace.steps.model.Architecture;
import dev.retrace.steps.tokenizer.TinyTokenizer;
import dev.retrace.steps.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a tokenizer whose tokens are small letters, the full stop, and the words of "a cat sat". */
class RequestEncoderTest {

    private static final Prompts NONE = new Prompts(List.of(), List.of(), List.of(), List.of());

    @Test
    void aRequestIsTheTokensOfItsPromptInEveryContext() {
        try (Tokenizer tokenizer = TinyTokenizer.load()) {
            EditRequest request = encoder(tokenizer, 100, "a. {}").of(request("the {} sat", "cat", "at sea", NONE));

            assertEquals(2, request.contexts().size());
            // t h e_cat _sat, and a . _ before it
            assertEquals(List.of(22, 10, 7, 38, 40), request.contexts().get(0).ids());
            assertEquals(3, request.contexts().get(0).subjectLast());
            assertEquals(
                    List.of(3, 29, 1, 22, 10, 7, 38, 40),
                    request.contexts().get(1).ids());
            assertEquals(6, request.contexts().get(1).subjectLast());
            assertEquals(List.of(1, 36, 39, 7, 3), request.target());
        }
    }

    @Test
    void aSubjectWithoutATokenIsAnObstacle() {
        try (Tokenizer tokenizer = TinyTokenizer.load()) {
            Rewrite digits = request("the {} sat", "42", "sea", NONE);

            assertEquals(
                    "no token of 'the 42 sat' covers the subject '42'",
                    encoder(tokenizer, 100, "a. {}").obstacle(digits));
            StepException refused = Assertions.assertThrows(
                    StepException.class, () -> encoder(tokenizer, 100).of(digits));
            assertEquals(
                    "request r cannot be edited: no token of 'the 42 sat' covers the subject '42'; filter-rewrites"
                            + " drops such requests, where a context is the cause if it is given the templates",
                    refused.getMessage());
        }
    }

    @Test
    void anObjectWithoutATokenIsAnObstacle(@TempDir Path folder) throws IOException {
        String json = "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":1},\"merges\":[]},"
                + "\"pre_tokenizer\":{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"trim_offsets\":false}}";
        Path file = Files.writeString(folder.resolve("tokenizer.json"), json);
        try (Tokenizer tokenizer = Tokenizer.load(file)) {
            RequestEncoder encoder = encoder(tokenizer, 100);

            assertEquals(
                    "the tokenizer makes no token of the new object '42'",
                    encoder.obstacle(request("{} b", "a", "42", NONE)));
            assertEquals("", encoder.obstacle(request("{} b", "a", "b", NONE)));
            assertEquals(
                    "the tokenizer makes no token of the true object 'c'",
                    encoder.unmeasured(new Rewrite("r", new Fact("p", "{} b", "a", "c"), "b", NONE)));
        }
    }

    @Test
    void whatIsTooLongIsAnObstacleToTheToken() {
        try (Tokenizer tokenizer = TinyTokenizer.load()) {
            Rewrite request = request("the {} sat", "cat", "at sea", NONE); // 5 tokens, 4 more to follow; essence 5

            assertEquals("", encoder(tokenizer, 9).obstacle(request));
            assertEquals(
                    "'the cat sat' has 5 tokens and 4 more to follow, but the model takes 8",
                    encoder(tokenizer, 8).obstacle(request));
            assertEquals("", encoder(tokenizer, 12, "a. {}").obstacle(request));
            assertEquals(
                    "'a. the cat sat' has 8 tokens and 4 more to follow, but the model takes 11",
                    encoder(tokenizer, 11, "a. {}").obstacle(request));
        }
    }

    @Test
    void promptsThatMeasureMustHaveTokensAndBeShortEnough() {
        try (Tokenizer tokenizer = TinyTokenizer.load()) {
            Rewrite empty =
                    request("the {} sat", "cat", "sea", new Prompts(List.of("42"), List.of(), List.of(), List.of()));
            Rewrite longer = request(
                    "{} sat", "cat", "sea", new Prompts(List.of(), List.of("a cat sat at"), List.of(), List.of()));

            assertEquals(
                    "the tokenizer makes no token of '42'",
                    encoder(tokenizer, 100).unmeasured(empty));
            assertEquals("", encoder(tokenizer, 100).unmeasured(longer));
            assertEquals(
                    "'a cat sat at' has 5 tokens and 2 more to follow, but the model takes 6",
                    encoder(tokenizer, 6).unmeasured(longer));
        }
    }

    private static RequestEncoder encoder(Tokenizer tokenizer, int positions, String... contexts) {
        Architecture model = new Architecture("gpt-neox", 1, 96, positions, 1, Map.of(), Map.of());
        List<Template> templates = new ArrayList<>(List.of(new Template("prompt", Template.BARE)));
        for (String context : contexts) {
            templates.add(new Template("prompt", context));
        }
        return RequestEncoder.published(tokenizer, model, templates);
    }

    private static Rewrite request(String template, String subject, String target, Prompts prompts) {
        return new Rewrite("r", new Fact("p", template, subject, "a"), target, prompts);
    }
}
