package dev.retrace.reports.text;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** JSON with the same bytes for the same values: record order, shortest numbers, no white space. */
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(new SimpleModule("retrace")
                    .addSerializer(Double.class, new ShortestDouble())
                    .addSerializer(double.class, new ShortestDouble()))
            .build();

    private Json() {}

    /** Reads and writes records. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /**
     * JSON that can stand inside a script element: it holds neither {@code <}, so that no text in it
     * can close the element or open a comment, nor the line ends that JavaScript once refused in JSON.
     */
    public static String embedded(Object value) {
        return MAPPER.writeValueAsString(value)
                .replace("<", "\\u003c")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    private static final class ShortestDouble extends ValueSerializer<Double> {

        @Override
        public void serialize(Double value, JsonGenerator json, SerializationContext context) {
            if (Double.isFinite(value)) {
                json.writeNumber(Decimals.shortest(value));
            } else {
                json.writeNull(); // JSON has no NaN
            }
        }
    }
}
