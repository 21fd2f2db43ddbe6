package dev.retrace.engine.cli.store;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A share as people write it: {@code 5%} or {@code 0.05}. */
final class Share implements ITypeConverter<Double> {

    private static final Pattern TEXT = Pattern.compile("\\d{1,3}(\\.\\d{1,9})?%?");

    @Override
    public Double convert(String text) {
        String share = text.strip();
        if (TEXT.matcher(share).matches()) {
            boolean percent = share.endsWith("%");
            double value = new BigDecimal(share.replace("%", "")).doubleValue() / (percent ? 100 : 1);
            if (value > 0 && value <= 1) {
                return value;
            }
        }
        throw new TypeConversionException("a share looks like 5% or 0.05, and is at most all, not '" + text + "'");
    }
}
