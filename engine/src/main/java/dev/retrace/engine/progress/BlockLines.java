package dev.retrace.engine.progress;

import dev.retrace.engine.plan.Cell;
import java.util.ArrayList;
import java.util.List;

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
        // Steps that ended are the least news, then those that nothing is known of.
        while (shown.size() > most) {
            Tally least = shown.stream().filter(Tally::complete).findFirst().orElse(shown.get(shown.size() - 1));
            shown.remove(least);
            hidden++;
        }
        int width = shown.stream().mapToInt(tally -> tally.id().length()).max().orElse(0);
        List<String> lines = new ArrayList<>();
        for (Tally tally : shown) {
            lines.add(line(tally, Math.min(width, columns / 2), now));
        }
        if (hidden > 0) {
            lines.add(painted(DIM, fitted("    and " + hidden + " more steps")));
        }
        return lines;
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
        String count = count(tally, now);
        int room = Math.min(BAR, columns - id.length() - count.length() - FRAME);
        String bar = room < SHORTEST_BAR ? "" : bar(tally.done() / Math.max(1, tally.total()), room) + "  ";
        return fitted("  ▸ " + id + "  " + bar + count);
    }

    private static String count(Tally tally, long now) {
        int ended = tally.total() - tally.count(Cell.State.READY);
        double left = tally.secondsLeft(now);
        String more = tally.undecided() > 0 ? "+" : "";
        String time = left < 0 || !tally.running() ? "" : "  " + Phrases.duration(left) + " left";
        int failed = tally.count(Cell.State.FAILED);
        return ended + "/" + tally.total() + more + time + (failed > 0 ? "  " + failed + " failed" : "");
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
