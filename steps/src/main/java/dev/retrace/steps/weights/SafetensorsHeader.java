package dev.retrace.steps.weights;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** Reads the JSON of a safetensors header, token by token: it may come from a stranger. */
final class SafetensorsHeader {

    private static final int MAX_RANK = 8;
    private static final int MAX_TENSORS = 1_000_000;
    private static final int MAX_NAME = 1_000;
    private static final int MAX_DEPTH = 4;
    private static final String METADATA = "__metadata__";

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNameLength(MAX_NAME)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Path file;

    SafetensorsHeader(Path file) {
        this.file = file;
    }

    /**
     * The tensors that the header names.
     *
     * @param start where the data begin in the file
     */
    SortedMap<String, TensorFile.Entry> parse(String header, long start) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), header)) {
            SortedMap<String, TensorFile.Entry> tensors = new TreeMap<>();
            expect(parser.nextToken(), JsonToken.START_OBJECT, "the header");
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                if (name.equals(METADATA)) {
                    metadata(parser);
                } else {
                    tensors.put(name, entry(parser, name, start));
                }
                if (tensors.size() > MAX_TENSORS) {
                    throw TensorFile.damaged(file, "its header names more than " + MAX_TENSORS + " tensors");
                }
            }
            expect(parser.nextToken(), null, "the text after the header's object");
            return tensors;
        } catch (JacksonException broken) {
            throw TensorFile.damaged(file, "its header is not the JSON that is due: " + broken.getOriginalMessage());
        }
    }

    private void metadata(JsonParser parser) {
        expect(parser.nextToken(), JsonToken.START_OBJECT, METADATA);
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            expect(parser.nextToken(), JsonToken.VALUE_STRING, METADATA + "." + parser.currentName());
        }
    }

    private TensorFile.Entry entry(JsonParser parser, String name, long start) {
        String of = "tensor '" + name + "'";
        ElementType type = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        expect(parser.nextToken(), JsonToken.START_OBJECT, of);
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (field) {
                case "dtype" -> {
                    expect(value, JsonToken.VALUE_STRING, of + ", dtype,");
                    type = type(of, parser.getString());
                }
                case "shape" -> shape = numbers(parser, of + ", shape,", MAX_RANK);
                case "data_offsets" -> offsets = numbers(parser, of + ", data_offsets,", 2);
                default -> parser.skipChildren();
            }
        }
        if (type == null || shape == null || offsets == null || offsets.size() != 2) {
            throw TensorFile.damaged(file, of + " lacks one of dtype, shape and two data_offsets");
        }
        return checked(of, TensorFile.Entry.contiguous(type, shape, offsets.get(0), offsets.get(1)), start);
    }

    /** Turns the two offsets of a raw entry into a place in the file, if shape and type agree with them. */
    private TensorFile.Entry checked(String of, TensorFile.Entry raw, long start) {
        long begin = raw.position();
        long end = raw.bytes();
        if (end < begin || end > Long.MAX_VALUE - start) {
            throw TensorFile.damaged(
                    file, of + " has the data_offsets [" + begin + ", " + end + "), which is no range");
        }
        long bits = bits(of, raw);
        if (bits % Byte.SIZE != 0) {
            throw TensorFile.damaged(file, of + " has " + bits + " bits, which is not a whole number of bytes");
        }
        if (end - begin != bits / Byte.SIZE) {
            throw TensorFile.damaged(
                    file,
                    of + " of type " + raw.type() + " and shape " + raw.shape() + " needs " + bits / Byte.SIZE
                            + " bytes, but its data_offsets hold " + (end - begin));
        }
        return TensorFile.Entry.contiguous(raw.type(), raw.shape(), start + begin, end - begin);
    }

    private long bits(String of, TensorFile.Entry raw) {
        try {
            long elements = 1;
            for (long size : raw.shape()) {
                elements = Math.multiplyExact(elements, size);
            }
            return Math.multiplyExact(elements, (long) raw.type().bits());
        } catch (ArithmeticException overflow) {
            throw TensorFile.damaged(file, of + " has the shape " + raw.shape() + ", too large for any file");
        }
    }

    private ElementType type(String of, String name) {
        for (ElementType type : ElementType.values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        throw TensorFile.damaged(file, of + " has the unknown dtype '" + name + "'");
    }

    private List<Long> numbers(JsonParser parser, String of, int most) {
        expect(parser.currentToken(), JsonToken.START_ARRAY, of);
        List<Long> numbers = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            expect(parser.currentToken(), JsonToken.VALUE_NUMBER_INT, of);
            long number = parser.getLongValue();
            if (number < 0 || numbers.size() == most) {
                throw TensorFile.damaged(file, of + " must be at most " + most + " whole numbers from 0");
            }
            numbers.add(number);
        }
        return numbers;
    }

    private void expect(@Nullable JsonToken found, @Nullable JsonToken due, String where) {
        if (found != due) {
            throw TensorFile.damaged(file, where + " must be " + word(due) + ", but is " + word(found));
        }
    }

    private static String word(@Nullable JsonToken token) {
        return token == null
                ? "at its end"
                : token.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
