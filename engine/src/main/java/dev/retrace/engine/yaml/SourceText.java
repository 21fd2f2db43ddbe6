package dev.retrace.engine.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The text of a workflow file, or of one value of the command line.
 *
 * @param name as messages call it
 * @param text without a byte order mark
 * @param lines without their ends
 */
public record SourceText(String name, String text, List<String> lines) {

    private static final int MOST_BYTES = 1 << 20;
    private static final int LONGEST_SHOWN = 160;

    static SourceText of(String name, String text) {
        return new SourceText(name, text, List.of(text.split("\r\n|\n|\r", -1)));
    }

    /**
     * Reads a file.
     *
     * @throws ProblemsException if it is larger than 1 MiB, not UTF-8, or holds tabs
     */
    public static SourceText read(Path file) throws IOException {
        byte[] bytes;
        try (InputStream stream = Files.newInputStream(file)) {
            bytes = stream.readNBytes(MOST_BYTES + 1);
        }
        SourceText start = of(file.toString(), "");
        if (bytes.length > MOST_BYTES) {
            throw new Problems(start)
                    .fatal(
                            new Location(file.toString(), 1, 1),
                            "the file is larger than 1 MiB; a workflow names its data, it does not hold them");
        }
        SourceText text = decoded(file.toString(), bytes);
        text.refuseTabs();
        return text;
    }

    /** The line of a place, or the part of it around the place, and below it a caret. */
    String excerpt(Location at) {
        int[] line = at.line() <= lines.size()
                ? lines.get(at.line() - 1).codePoints().toArray()
                : new int[0];
        int caret = Math.min(at.column() - 1, line.length);
        int from = line.length <= LONGEST_SHOWN ? 0 : Math.max(0, caret - LONGEST_SHOWN / 2);
        int to = Math.min(line.length, from + LONGEST_SHOWN);
        String head = from == 0 ? "" : "…";
        String tail = to == line.length ? "" : "…";
        String shown = head + Words.printable(new String(line, from, to - from)) + tail;
        return "  " + shown + "\n  " + " ".repeat(head.length() + caret - from) + "^";
    }

    private static SourceText decoded(String name, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer characters = CharBuffer.allocate(bytes.length);
        boolean malformed =
                decoder.decode(ByteBuffer.wrap(bytes), characters, true).isError();
        String decoded = characters.flip().toString();
        SourceText text = of(name, decoded.startsWith("\uFEFF") ? decoded.substring(1) : decoded);
        if (malformed) {
            throw new Problems(text).fatal(text.end(), "not UTF-8 from here on; save the file as UTF-8");
        }
        return text;
    }

    private Location end() {
        String last = lines.get(lines.size() - 1);
        return new Location(name, lines.size(), last.codePointCount(0, last.length()) + 1);
    }

    private void refuseTabs() {
        Problems problems = new Problems(this);
        for (int i = 0; i < lines.size(); i++) {
            int tab = lines.get(i).indexOf('\t');
            if (tab >= 0) {
                int column = lines.get(i).codePointCount(0, tab) + 1;
                problems.add(
                        new Location(name, i + 1, column),
                        "a tab; use spaces, and \"\\t\" where a text is to hold a tab");
            }
        }
        if (!problems.none()) {
            throw problems.exception();
        }
    }
}
