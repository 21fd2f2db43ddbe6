package dev.retrace.engine.progress;

import dev.retrace.engine.plan.Cell;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Makes the lines of the live block: what runs first, then what ended last. */
final class BlockLines {

    private static final int BAR = 16;
    private static final int SHORTEST_BAR = 4;
    private static final int FRAME = 9; // blanks and the sign before the id
    private static final String RED = "\033[31m";
    private static final String GREEN = "\033[32m";
    private static final String DIM = "\033[2m";
    private static final String PLAIN = "\033[0m";

    private final int columns;
    private final boolean colour;

    BlockLines(int columns, boolean colour) {
        this.columns = columns;
        this.colour = colour;
    }

    /** One line per step in the workflow's order; at most {@code most}, and one for those left out. */
    List<String> of(List<Tally> tallies, int most, long now) {
        List<Tally> shown = new ArrayList<>(tallies);
        int hidden = 0;
        while (shown.size() > most) {
            shown.remove(leastNews(shown));
            hidden++;
        }
        int width = shown.stream().mapToInt(tally -> tally.id().length()).max().orElse(0);
        List<String> lines = new ArrayList<>();
        for (Tally tally : shown) {
            lines.add(line(tally, Math.min(width, columns / 2), now));
        }
        if (hidden > 0) {
            lines.add(painted(DIM, fitted("    and " + hidden + (hidden == 1 ? " more step" : " more steps"))));
        }
        return lines;
    }

    /** Steps that ended are the least news, the first of them least; then those that wait, the last of them least. */
    private static Tally leastNews(List<Tally> tallies) {
        List<Tally> backwards = new ArrayList<>(tallies);
        Collections.reverse(backwards);
        return Stream.of(
                        tallies.stream().filter(Tally::complete),
                        backwards.stream().filter(Tally::unknown),
                        backwards.stream().filter(tally -> !tally.running()),
                        backwards.stream())
                .flatMap(least -> least)
                .findFirst()
                .orElseThrow();
    }

    private String line(Tally tally, int width, long now) {
        String id = String.format("%-" + Math.max(1, width) + "s", tally.id());
        if (tally.complete()) {
            boolean failed = tally.count(Cell.State.FAILED) > 0 || tally.skipped();
            String text = fitted("  " + (failed ? "✗ " : "✓ ") + id + "  " + Phrases.ended(tally, now));
            return painted(failed ? RED : GREEN, text);
        } else if (tally.unknown()) {
            return painted(DIM, fitted("  · " + id + "  waits"));
        }
        String counts = counts(tally, now, columns - id.length() - FRAME);
        int room = Math.min(BAR, columns - id.length() - counts.length() - FRAME);
        String bar = room < SHORTEST_BAR ? "" : bar(tally.done() / Math.max(1, tally.total()), room) + "  ";
        return fitted("  ▸ " + id + "  " + bar + counts);
    }

    /** As many of the counts as fit, the most important first. */
    private static String counts(Tally tally, long now, int width) {
        int ended = tally.total() - tally.count(Cell.State.READY);
        double left = tally.running() ? tally.secondsLeft(now) : -1;
        String text = ended + "/" + tally.total() + (tally.undecided() > 0 ? "+" : "");
        for (String more : List.of(
                counted(tally.count(Cell.State.FAILED), "failed"),
                left < 0 ? "" : Phrases.duration(left) + " left",
                tally.running() ? Phrases.rate(tally.rate(now)) : "",
                counted(tally.count(Cell.State.SERVED), "served"))) {
            boolean fits = text.length() + 2 + more.length() <= width;
            text += more.isEmpty() || !fits ? "" : "  " + more;
        }
        return text;
    }

    private static String counted(int count, String what) {
        return count == 0 ? "" : count + " " + what;
    }

    private static String bar(double fraction, int width) {
        int full = (int) Math.floor(Math.max(0, Math.min(1, fraction)) * width);
        return "━".repeat(full) + "─".repeat(width - full);
    }

    private String fitted(String line) {
        return line.length() < columns ? line : line.substring(0, Math.max(1, columns - 2)) + "…";
    }

    private String painted(String with, String line) {
        return colour ? with + line + PLAIN : line;
    }
}
