package dev.retrace.cache;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoublePredicate;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON in the one form that serves hashing, storing and explaining: values that mean the same are
 * the same bytes.
 *
 * <ul>
 *   <li>keys by code point, no white space;
 *   <li>strings in Unicode's normal form C, escaped only where JSON demands it;
 *   <li>numbers as the shortest plain decimal: {@code 1.0} is {@code 1}, {@code 1e-5} is {@code
 *       0.00001}, {@code -0} is {@code 0}; integers exact; no infinity, and nothing of more than 400
 *       digits, or a hostile {@code 1e999999} would fill the memory.
 * </ul>
 *
 * <p>Close to RFC 8785 (JCS), which says numbers as JavaScript does and so loses long integers.
 */
public final class CanonicalJson {

    private static final int MAX_DIGITS = 400;
    private static final int MAX_DEPTH = 200;
    private static final char FIRST_PLAIN = 0x20;

    /** Below it all is in normal form C; the normaliser's tables take long to load. */
    private static final char FIRST_COMPOSABLE = 0x300;

    private static final JsonMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final StringBuilder out = new StringBuilder();
    private final Deque<String> place = new ArrayDeque<>();

    private CanonicalJson() {}

    /**
     * The canonical text of a value.
     *
     * @throws IllegalArgumentException if JSON cannot say it; names the place in the value
     */
    public static String write(JsonNode value) {
        CanonicalJson writer = new CanonicalJson();
        writer.value(value);
        return writer.out.toString();
    }

    /**
     * Reads one JSON value, canonical or not; numbers stay exact.
     *
     * @throws IllegalArgumentException if the text is anything else, or says a key twice
     */
    public static JsonNode read(String text) {
        try {
            JsonNode value = STRICT.readTree(text);
            if (value == null || value.isMissingNode()) {
                throw new IllegalArgumentException("JSON is one value, but the text is empty");
            }
            return value;
        } catch (JacksonException malformed) {
            throw new IllegalArgumentException("not JSON: " + malformed.getOriginalMessage(), malformed);
        }
    }

    private void value(JsonNode value) {
        switch (value.getNodeType()) {
            case OBJECT -> object(value);
            case ARRAY -> array(value);
            case STRING -> string(value.stringValue());
            case NUMBER -> number(value);
            case BOOLEAN -> out.append(value.booleanValue());
            case NULL -> out.append("null");
            default -> throw refusal("is " + value.getNodeType() + ", which JSON cannot say");
        }
    }

    private void object(JsonNode object) {
        SortedMap<String, JsonNode> sorted = new TreeMap<>(CanonicalJson::byCodePoint);
        for (Map.Entry<String, JsonNode> property : object.properties()) {
            String name = normal(property.getKey());
            if (sorted.put(name, property.getValue()) != null) {
                throw refusal("has the key '" + name + "' twice, once its Unicode is normalised");
            }
        }
        String comma = "";
        out.append('{');
        for (Map.Entry<String, JsonNode> property : sorted.entrySet()) {
            out.append(comma);
            string(property.getKey());
            out.append(':');
            inside(property.getKey(), property.getValue());
            comma = ",";
        }
        out.append('}');
    }

    private void array(JsonNode array) {
        out.append('[');
        for (int i = 0; i < array.size(); i++) {
            out.append(i == 0 ? "" : ",");
            inside(Integer.toString(i), array.get(i));
        }
        out.append(']');
    }

    private void inside(String name, JsonNode value) {
        if (place.size() == MAX_DEPTH) {
            throw refusal("is nested deeper than " + MAX_DEPTH + " levels");
        }
        place.addLast(name);
        value(value);
        place.removeLast();
    }

    private void string(String text) {
        if (isPlain(text)) {
            out.append('"').append(text).append('"');
            return;
        }
        String normal = normal(text);
        out.append('"');
        for (int i = 0; i < normal.length(); i++) {
            char c = normal.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < normal.length()
                    && Character.isLowSurrogate(normal.charAt(i + 1))) {
                out.append(c).append(normal.charAt(++i));
            } else if (Character.isSurrogate(c)) {
                throw refusal("holds half a surrogate pair, which UTF-8 cannot say");
            } else {
                character(c);
            }
        }
        out.append('"');
    }

    /** Whether nothing in it is to be normalised or escaped, as in most texts of a record. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < FIRST_PLAIN || c >= FIRST_COMPOSABLE || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    private static String normal(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= FIRST_COMPOSABLE) {
                return Normalizer.normalize(text, Normalizer.Form.NFC);
            }
        }
        return text;
    }

    private void character(char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (c < FIRST_PLAIN) {
                    out.append("\\u%04x".formatted((int) c));
                } else {
                    out.append(c);
                }
            }
        }
    }

    private void number(JsonNode number) {
        if (number.isInt() || number.isLong()) {
            out.append(number.longValue());
        } else {
            out.append(plain(decimal(number)));
        }
    }

    private BigDecimal decimal(JsonNode number) {
        return switch (number.numberType()) {
            case INT, LONG, BIG_INTEGER -> new BigDecimal(number.bigIntegerValue());
            case BIG_DECIMAL -> number.decimalValue();
            case FLOAT -> {
                float value = number.floatValue();
                yield shortest(value, candidate -> (float) candidate == value);
            }
            case DOUBLE -> {
                double value = number.doubleValue();
                yield shortest(value, candidate -> candidate == value);
            }
        };
    }

    /**
     * The decimal with the fewest digits that reads as this number again, of several the nearest.
     * {@link Double#toString} is not used: before JDK 19 it sometimes gives a digit too many, and a
     * key must not depend on the JDK.
     */
    private BigDecimal shortest(double value, DoublePredicate same) {
        if (!Double.isFinite(value)) {
            throw refusal("is " + value + ", but JSON knows finite numbers only");
        }
        BigDecimal exact = new BigDecimal(value);
        for (int digits = 1; digits < exact.precision(); digits++) {
            BigDecimal below = exact.round(new MathContext(digits, RoundingMode.FLOOR));
            BigDecimal above = exact.round(new MathContext(digits, RoundingMode.CEILING));
            boolean belowNearer = exact.subtract(below).compareTo(above.subtract(exact)) <= 0;
            BigDecimal nearer = belowNearer ? below : above;
            BigDecimal other = belowNearer ? above : below;
            if (same.test(nearer.doubleValue())) {
                return nearer;
            }
            if (same.test(other.doubleValue())) {
                return other;
            }
        }
        return exact;
    }

    private String plain(BigDecimal number) {
        if (number.signum() == 0) {
            return "0";
        }
        BigDecimal shortest = number.stripTrailingZeros();
        long before = (long) shortest.precision() - shortest.scale();
        if (before > MAX_DIGITS || shortest.scale() > MAX_DIGITS) {
            throw refusal("is a number of more than " + MAX_DIGITS + " digits");
        }
        return shortest.toPlainString();
    }

    private static int byCodePoint(String a, String b) {
        int end = Math.min(a.length(), b.length());
        for (int i = 0; i < end; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                // Surrogates stand for code points above all others, but are below U+E000 as chars
                boolean apart = Character.isSurrogate(x) != Character.isSurrogate(y);
                return apart ? Boolean.compare(Character.isSurrogate(x), Character.isSurrogate(y)) : x - y;
            }
        }
        return a.length() - b.length();
    }

    private IllegalArgumentException refusal(String what) {
        return new IllegalArgumentException("the value at /" + String.join("/", place) + " " + what);
    }
}
