package dev.retrace.steps.dataset;

import dev.retrace.engine.step.Source;
import dev.retrace.engine.step.StepException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The texts of a file, or of all files in a folder and its folders by name, read one after another as far
 * as they are wanted; recognised by content:
 *
 * <ul>
 *   <li>JSON, an array or one record a line: texts, or objects with a {@code text}; SQuAD paragraphs
 *       ({@code context}); the attribute snippets of ROME, of whose {@code samples} the first is taken;
 *   <li>anything else is plain text in UTF-8, whose paragraphs are the texts; the headings of WikiText
 *       are none.
 * </ul>
 *
 * <p>A text that equals the one before it is left out: SQuAD repeats a paragraph for every question.
 */
public final class Corpus {

    /** A paragraph that is longer is cut into several. */
    private static final int LONGEST = 1 << 20;

    private final Source source;

    public Corpus(Source source) {
        this.source = source;
    }

    /**
     * Reads texts in order.
     *
     * @param reader takes a text that is not blank; answers whether it wants another
     * @throws StepException if a record has no text, or a file is neither JSON nor UTF-8; says which
     */
    public void read(Predicate<String> reader) throws IOException {
        Predicate<String> distinct = withoutRepetitions(reader);
        for (String name : source.files().keySet()) {
            String place = name.isEmpty() ? source.location() : source.location() + "/" + name;
            if (!read(source.resolve(name), place, distinct)) {
                return;
            }
        }
    }

    private static Predicate<String> withoutRepetitions(Predicate<String> reader) {
        return new Predicate<>() {
            private @Nullable String last;

            @Override
            public boolean test(String text) {
                boolean repeated = Objects.equals(last, text);
                last = text;
                return text.isBlank() || repeated || reader.test(text);
            }
        };
    }

    private static boolean read(Path file, String place, Predicate<String> reader) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            if (isJson(file)) {
                return new CorpusRecords(place).read(in, reader);
            }
            return paragraphs(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()), reader);
        } catch (CharacterCodingException notText) {
            throw new StepException(
                    place + ": is neither JSON nor text in UTF-8; convert it, with iconv -t UTF-8 for example",
                    notText);
        }
    }

    private static boolean isJson(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            int first = in.read();
            while (first >= 0 && Character.isWhitespace(first)) {
                first = in.read();
            }
            return first == '{' || first == '[';
        }
    }

    /** Lines up to an empty one are a paragraph. */
    private static boolean paragraphs(Reader in, Predicate<String> reader) throws IOException {
        BufferedReader characters = new BufferedReader(in);
        StringBuilder paragraph = new StringBuilder();
        boolean blankLine = true;
        for (int next = characters.read(); next >= 0; next = characters.read()) {
            boolean full = paragraph.length() >= LONGEST && !Character.isLowSurrogate((char) next);
            boolean end = full || (next == '\n' && blankLine);
            if (end && !take(paragraph, reader)) {
                return false;
            }
            blankLine = next == '\n' || (blankLine && Character.isWhitespace(next));
            paragraph.append((char) next);
        }
        return take(paragraph, reader);
    }

    private static boolean take(StringBuilder paragraph, Predicate<String> reader) {
        String text = paragraph.toString().strip();
        paragraph.setLength(0);
        boolean heading = text.startsWith("= ") && text.endsWith(" =");
        return heading || reader.test(text);
    }
}
