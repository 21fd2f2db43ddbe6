package dev.retrace.engine.progress;

import dev.retrace.engine.plan.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The words in which progress is told, the same in every form. */
public final class Phrases {

    private static final int MINUTE = 60;
    private static final int HOUR = 3600;
    private static final double SLOW = 0.2; // a second; below it, a minute tells more

    private Phrases() {}

    /** {@code 0.8 s}, {@code 2 m 14 s}, {@code 3 h 05 m}. */
    public static String duration(double seconds) {
        if (seconds < MINUTE) {
            return String.format(Locale.ROOT, seconds < 10 ? "%.1f s" : "%.0f s", seconds);
        }
        long whole = Math.round(seconds);
        return whole < HOUR
                ? String.format(Locale.ROOT, "%d m %02d s", whole / MINUTE, whole % MINUTE)
                : String.format(Locale.ROOT, "%d h %02d m", whole / HOUR, whole % HOUR / MINUTE);
    }

    /** {@code 12/s}, {@code 0.5/s}, {@code 3.0/min}; empty for none. */
    static String rate(double perSecond) {
        if (perSecond <= 0) {
            return "";
        } else if (perSecond >= SLOW) {
            return String.format(Locale.ROOT, perSecond < 10 ? "%.1f/s" : "%.0f/s", perSecond);
        }
        return String.format(Locale.ROOT, "%.1f/min", perSecond * MINUTE);
    }

    /** {@code 5 cells: 2 served, 3 computed in 12 s}. */
    static String ended(Tally tally, long now) {
        if (tally.skipped()) {
            return "skipped";
        }
        List<String> parts = new ArrayList<>();
        add(parts, tally.count(Cell.State.SERVED), "served");
        add(parts, tally.count(Cell.State.ADOPTED), "computed by another run");
        add(parts, tally.count(Cell.State.COMPUTED), "computed in " + duration(tally.seconds(now)));
        add(parts, tally.count(Cell.State.FAILED), "failed");
        if (tally.total() == 1) {
            return String.join(", ", parts).replaceFirst("^1 ", "");
        }
        return tally.total() + " cells: " + String.join(", ", parts);
    }

    private static void add(List<String> parts, int count, String what) {
        if (count > 0) {
            parts.add(count + " " + what);
        }
    }
}
