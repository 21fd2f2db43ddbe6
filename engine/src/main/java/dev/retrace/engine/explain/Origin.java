package dev.retrace.engine.explain;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Digest;
import dev.retrace.cache.index.KeyUse;
import dev.retrace.engine.plan.Cell;
import dev.retrace.engine.progress.Phrases;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * Tells where a served cell's result came from.
 *
 * @param uses how runs used each key
 * @param now the time that ages are told from
 */
public record Origin(Map<Digest, KeyUse> uses, Instant now) {

    private static final double MILLIS = 1000.0;
    private static final int MANY = 2; // from here on the smaller unit is left out

    public Origin {
        uses = Map.copyOf(uses);
    }

    /** {@code computed 3 days ago in run X on HOST (cpu), took 4.2 s, attempt 1, reused by 7 runs since}. */
    public String of(Cell cell) {
        ActionRecord record = Objects.requireNonNull(cell.record());
        KeyUse use = use(cell);
        String device = record.environment().getOrDefault("device", "");
        return "computed " + age(Duration.between(record.started(), now))
                + (use.computedIn().isEmpty() ? "" : " in run " + use.computedIn())
                + " on " + record.environment().getOrDefault("host", "an unknown host")
                + (device.isEmpty() ? "" : " (" + device + ")")
                + ", took "
                + (record.millis() < MILLIS ? record.millis() + " ms" : Phrases.duration(record.millis() / MILLIS))
                + ", attempt " + record.attempt()
                + ", reused by " + use.reusedBy() + (use.reusedBy() == 1 ? " run since" : " runs since");
    }

    KeyUse use(Cell cell) {
        Digest key = cell.document().key();
        return uses.getOrDefault(key, new KeyUse(key, "", 0));
    }

    /** {@code 3 days ago}. */
    static String age(Duration age) {
        if (age.isNegative()) {
            return "at a time that this clock has not reached";
        } else if (age.toDays() >= MANY) {
            return age.toDays() + " days ago";
        } else if (age.toHours() >= MANY) {
            return age.toHours() + " hours ago";
        } else if (age.toMinutes() >= MANY) {
            return age.toMinutes() + " minutes ago";
        }
        return age.toSeconds() + " s ago";
    }
}
