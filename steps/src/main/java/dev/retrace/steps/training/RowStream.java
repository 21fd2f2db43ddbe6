package dev.retrace.steps.training;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Texts packed into rows of one length, without end: all texts in an order that is drawn, then all again in another.
 *
 * <p>A row begins with the beginning of a text, as prompts do; between two texts stands the separator. A text that a
 * row cuts off begins the next row again, so that none is only seen in parts; one that is longer than a row goes on
 * where it was cut.
 *
 * <p>Mutable: gives row after row. Which row comes when depends on texts, length and seed alone.
 */
final class RowStream {

    private final List<Text> texts;
    private final int size;
    private final int separator;
    private final Deque<int[]> waiting = new ArrayDeque<>();
    private long round;

    /**
     * One text.
     *
     * @param draw of its own, which places it
     * @param tokens at least one
     */
    record Text(long draw, List<Integer> tokens) {

        Text {
            tokens = List.copyOf(tokens);
        }
    }

    /**
     * @param texts at least one
     * @param size tokens of a row
     * @param separator token between two texts
     */
    RowStream(List<Text> texts, int size, int separator) {
        if (texts.isEmpty() || texts.stream().anyMatch(text -> text.tokens().isEmpty())) {
            throw new IllegalArgumentException("rows are packed of texts, of which there are " + texts.size()
                    + "; there must be one, and none empty");
        }
        this.texts = List.copyOf(texts);
        this.size = size;
        this.separator = separator;
    }

    /** The next row. */
    int[] next() {
        int[] row = new int[size];
        int filled = 0;
        while (filled < size) {
            if (filled > 0) {
                row[filled++] = separator;
            }
            int[] text = first();
            int taken = Math.min(text.length, size - filled);
            System.arraycopy(text, 0, row, filled, taken);
            if (taken < text.length) {
                waiting.addFirst(text.length <= size ? text : Arrays.copyOfRange(text, taken, text.length));
            }
            filled += taken;
        }
        return row;
    }

    /** The next rows. */
    List<int[]> next(int count) {
        return IntStream.range(0, count).mapToObj(i -> next()).toList();
    }

    private int[] first() {
        if (waiting.isEmpty()) {
            long now = round++;
            texts.stream()
                    .sorted(Comparator.comparingLong((Text text) -> Numbers.mixed(text.draw() + now))
                            .thenComparingLong(Text::draw))
                    .forEach(text -> waiting.add(
                            text.tokens().stream().mapToInt(Integer::intValue).toArray()));
        }
        return waiting.remove();
    }
}
