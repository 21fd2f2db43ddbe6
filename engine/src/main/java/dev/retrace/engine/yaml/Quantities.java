package dev.retrace.engine.yaml;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How amounts of memory and time are written: a number and its unit, as {@code 4GB} and {@code 30m}. */
public final class Quantities {

    /** What an amount of memory looks like; {@code GB} is 10^9 bytes, {@code GiB} 2^30. */
    public static final Pattern MEMORY = pattern(bytes().keySet());

    /** What a time looks like; {@code 0.5h} is half an hour. */
    public static final Pattern TIME = pattern(seconds().keySet());

    private static final Pattern SHAPE = Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,6})?) ?(\\p{L}*)");
    private static final BigDecimal MOST_SECONDS =
            BigDecimal.valueOf(Duration.ofDays(3650).toSeconds());
    private static final int NANOS = 9;

    /** Rounds to a thousand of a unit, which is one of the next. */
    private static final BigDecimal FULL = new BigDecimal("999.5");

    /** Rounds to a hundred, of which nobody wants to know the tenth. */
    private static final BigDecimal LARGE = new BigDecimal("99.95");

    private Quantities() {}

    /** The bytes that a text names; nothing if it names none. */
    public static Optional<Long> memory(String text) {
        return amount(text, bytes())
                .map(bytes -> bytes.setScale(0, RoundingMode.CEILING))
                .filter(bytes -> bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0)
                .map(BigDecimal::longValueExact);
    }

    /** The time that a text names, above none and at most ten years; nothing if it names none. */
    public static Optional<Duration> time(String text) {
        return amount(text, seconds())
                .filter(seconds -> seconds.signum() > 0 && seconds.compareTo(MOST_SECONDS) <= 0)
                .map(seconds -> Duration.ofNanos(seconds.movePointRight(NANOS)
                        .setScale(0, RoundingMode.CEILING)
                        .longValueExact()));
    }

    /** Why a text is no amount of memory, after what it is for: {@code memory takes …}. */
    public static String noMemory(String text) {
        return refused(text, "an amount with a unit, as 4GB or 512MB", "unit of memory", bytes());
    }

    /** Why a text is no time, after what it is for: {@code timeout takes …}. */
    public static String noTime(String text) {
        return refused(text, "a time above 0 with a unit, as 90s, 30m or 2h", "unit of time", seconds());
    }

    /** An amount of memory in words, to three digits where it is not whole: {@code 4.2 GB}, {@code 123 MB}. */
    public static String shownMemory(long bytes) {
        String[] units = {"bytes", "kB", "MB", "GB", "TB", "PB"};
        BigDecimal amount = BigDecimal.valueOf(bytes);
        int unit = 0;
        while (unit < units.length - 1 && amount.compareTo(FULL) >= 0) {
            amount = amount.movePointLeft(3);
            unit++;
        }
        int digits = unit == 0 || amount.compareTo(LARGE) >= 0 ? 0 : 1;
        BigDecimal rounded = amount.setScale(digits, RoundingMode.HALF_UP).stripTrailingZeros();
        return rounded.toPlainString() + " " + units[unit];
    }

    /** A time in its largest whole unit, as {@code 30 m}; else in seconds, as {@code 0.5 s}. */
    public static String shownTime(Duration time) {
        if (!time.isZero() && time.toMillis() % Duration.ofHours(1).toMillis() == 0) {
            return time.toHours() + " h";
        } else if (!time.isZero() && time.toMillis() % Duration.ofMinutes(1).toMillis() == 0) {
            return time.toMinutes() + " m";
        }
        BigDecimal seconds = BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros();
        return seconds.setScale(Math.max(0, seconds.scale()), RoundingMode.UNNECESSARY)
                        .toPlainString() + " s";
    }

    private static Optional<BigDecimal> amount(String text, Map<String, BigDecimal> units) {
        Matcher matcher = SHAPE.matcher(text);
        BigDecimal unit = matcher.matches() ? units.get(matcher.group(2)) : null;
        return Optional.ofNullable(unit).map(size -> new BigDecimal(matcher.group(1)).multiply(size));
    }

    private static String refused(String text, String due, String kind, Map<String, BigDecimal> units) {
        Matcher matcher = SHAPE.matcher(text);
        boolean badUnit = matcher.matches()
                && !units.containsKey(matcher.group(2))
                && !matcher.group(2).isEmpty();
        return "takes " + due + ", but this is " + Words.quoted(text)
                + (badUnit ? "; " + Words.unknown(kind, matcher.group(2), units.keySet()) : "");
    }

    private static Pattern pattern(Iterable<String> units) {
        return Pattern.compile("^[0-9]{1,12}(\\.[0-9]{1,6})? ?(" + String.join("|", units) + ")$");
    }

    private static Map<String, BigDecimal> bytes() {
        Map<String, BigDecimal> units = new LinkedHashMap<>();
        String[] prefixes = {"k", "M", "G", "T"};
        units.put("B", BigDecimal.ONE);
        for (int i = 0; i < prefixes.length; i++) {
            units.put(prefixes[i] + "B", BigDecimal.TEN.pow(3 * (i + 1)));
            String binary = prefixes[i].equals("k") ? "Ki" : prefixes[i] + "i";
            units.put(binary + "B", BigDecimal.valueOf(1024).pow(i + 1));
        }
        return units;
    }

    private static Map<String, BigDecimal> seconds() {
        Map<String, BigDecimal> units = new LinkedHashMap<>();
        units.put("ms", new BigDecimal("0.001"));
        units.put("s", BigDecimal.ONE);
        units.put("m", BigDecimal.valueOf(60));
        units.put("h", BigDecimal.valueOf(3600));
        units.put("d", BigDecimal.valueOf(86_400));
        return units;
    }
}
