package dev.retrace.engine.cli.store;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes as people write them: {@code 20GB} is 20,000,000,000 bytes, {@code 20GiB} a little more. */
final class Sizes implements ITypeConverter<Long> {

    private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB", "PB");
    private static final Pattern TEXT =
            Pattern.compile("(\\d{1,15}(?:\\.\\d{1,6})?)\\s*([kKmMgGtTpP]?)(i?)[bB]?", Pattern.UNICODE_CASE);

    @Override
    public Long convert(String text) {
        Matcher size = TEXT.matcher(text.strip());
        if (!size.matches()) {
            throw new TypeConversionException("a size looks like 500MB, 20GB or 1.5TiB, not '" + text + "'");
        }
        int power = " kmgtp"
                .indexOf(
                        size.group(2).isEmpty()
                                ? ' '
                                : Character.toLowerCase(size.group(2).charAt(0)));
        BigDecimal unit =
                BigDecimal.valueOf(size.group(3).isEmpty() ? 1000 : 1024).pow(power);
        return new BigDecimal(size.group(1)).multiply(unit).longValue();
    }

    /** {@code 1.2 GB}. */
    static String text(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit + 1 < UNITS.size()) {
            value /= 1000;
            unit++;
        }
        return unit == 0 || value >= 99.5
                ? String.format(Locale.ROOT, "%.0f %s", value, UNITS.get(unit))
                : String.format(Locale.ROOT, "%.1f %s", value, UNITS.get(unit));
    }
}
