package dev.retrace.reports.figure;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The order of an axis's values: the paper's for token buckets, size for numbers, else as they came. */
final class AxisOrder {

    private AxisOrder() {}

    /** These distinct values in order; an axis of token buckets has all six, also those without a row. */
    static List<String> of(Collection<String> values) {
        if (TokenBucket.words().containsAll(values)) {
            return TokenBucket.words();
        }
        List<String> ordered = new ArrayList<>(values);
        if (values.stream().allMatch(AxisOrder::isNumber)) {
            ordered.sort(Comparator.comparing(BigDecimal::new));
        }
        return ordered;
    }

    private static boolean isNumber(String text) {
        return text.matches("[+-]?\\d{1,300}(\\.\\d{1,300})?([eE][+-]?\\d{1,3})?");
    }
}
