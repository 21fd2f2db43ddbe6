package dev.retrace.steps.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorpusTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "['one', 'two']",
                "{'text': 'one'}\n{'text': 'two'}",
                "[{'id': 1, 'context': 'one'}, {'id': 2, 'context': 'one'}, {'context': 'two'}]",
                "{'version': 'v2', 'data': [{'paragraphs': [{'context': 'one', 'qas': []}, {'context': 'two'}]}]}",
                "[{'samples': [{'text': 'one'}, {'text': 'other'}]}, {'samples': []}, {'samples': [{'text': 'two'}]}]"
            })
    void everyKnownFormOfJsonHoldsTwoTexts(String json) throws IOException {
        assertEquals(List.of("one", "two"), texts("corpus.json", "\n " + json.replace('\'', '"'), 9));
    }

    @Test
    void paragraphsOfPlainTextAreTextsAndHeadingsAreNot() throws IOException {
        String text = " \n = Robert = \n \n Robert is\nan actor . \n \n\n = = Career = = \n\nHe acted in 1999 .";

        assertEquals(List.of("Robert is\nan actor .", "He acted in 1999 ."), texts("wiki.txt", text, 9));
    }

    @Test
    void noMoreIsReadThanIsWanted() throws IOException {
        assertEquals(List.of("one"), texts("broken.json", "[\"one\", \"two\", {{{", 1));
        assertEquals(List.of("one"), texts("corpus.txt", "one\n\ntwo", 1));
    }

    @Test
    void whatIsNoTextIsRefusedWithItsPlace() {
        Refusal.says(
                () -> texts("c.json", "[\"one\", {\"title\": \"x\"}]", 9),
                "c.json, record 2: holds no text: it is none");
        Refusal.says(() -> texts("c.json", "[\"one\", {{{", 9), "c.json, record 2: not JSON within the limits");
        Refusal.says(
                () -> {
                    Path file = folder.resolve("latin.txt");
                    Files.write(file, "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
                    new Corpus(Sources.of(file)).read(text -> true);
                },
                "latin.txt: is neither JSON nor text in UTF-8");
    }

    private List<String> texts(String name, String content, int wanted) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        List<String> texts = new ArrayList<>();
        new Corpus(Sources.of(file)).read(text -> {
            texts.add(text);
            return texts.size() < wanted;
        });
        return texts;
    }
}
