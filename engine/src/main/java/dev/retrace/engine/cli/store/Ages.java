package dev.retrace.engine.cli.store;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Ages as people write them: {@code 30d}, {@code 12h}. */
final class Ages implements ITypeConverter<Duration> {

    private static final Map<String, Duration> UNITS = Map.of(
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1),
            "w", Duration.ofDays(7));
    private static final Pattern TEXT = Pattern.compile("(\\d{1,6})\\s*([smhdw])");

    @Override
    public Duration convert(String text) {
        Matcher age = TEXT.matcher(text.strip());
        if (!age.matches()) {
            throw new TypeConversionException("an age looks like 30d, 12h or 2w, not '" + text + "'");
        }
        return UNITS.getOrDefault(age.group(2), Duration.ZERO).multipliedBy(Long.parseLong(age.group(1)));
    }
}
