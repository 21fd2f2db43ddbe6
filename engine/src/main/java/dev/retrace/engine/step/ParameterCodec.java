package dev.retrace.engine.step;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A step's parameters as JSON, both ways.
 *
 * <p>Two forms differ only in how a {@link Source} is written: for a worker with its path, for the
 * key by its content alone. Parameters are complete in both: defaults are written out.
 */
public final class ParameterCodec {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String DIGEST_PREFIX = "sha256:";

    /** Found once for each record: every cell of a sweep is made by one. */
    private static final ClassValue<Constructor<?>> CONSTRUCTORS = new ClassValue<>() {
        @Override
        protected Constructor<?> computeValue(Class<?> type) {
            Class<?>[] types = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            try {
                Constructor<?> constructor = type.getDeclaredConstructor(types);
                constructor.setAccessible(true);
                return constructor;
            } catch (NoSuchMethodException broken) {
                throw new IllegalStateException("cannot make " + type.getName(), broken);
            }
        }
    };

    private static final ClassValue<List<Method>> ACCESSORS = new ClassValue<>() {
        @Override
        protected List<Method> computeValue(Class<?> type) {
            return Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getAccessor)
                    .peek(accessor -> accessor.setAccessible(true))
                    .toList();
        }
    };

    private ParameterCodec() {}

    /** The form that the key document holds: sources are their content's digests. */
    public static ObjectNode forKey(Record parameters) {
        return write(parameters, ParameterCodec::contentOf);
    }

    /** The form that a worker reads: sources keep their path. */
    public static ObjectNode forWorker(Record parameters) {
        return write(parameters, ParameterCodec::placeOf);
    }

    /** The files and folders that parameters name. */
    public static List<Source> sources(Record parameters) {
        List<Source> sources = new ArrayList<>();
        for (Method accessor : ACCESSORS.get(parameters.getClass())) {
            Object value = read(accessor, parameters);
            List<?> values = value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
            values.stream()
                    .filter(Source.class::isInstance)
                    .map(Source.class::cast)
                    .forEach(sources::add);
        }
        return sources;
    }

    /**
     * Makes the record from the form for workers.
     *
     * @throws IllegalArgumentException with the record's own words if it refuses the values
     */
    public static <P extends Record> P read(Class<P> type, ObjectNode json) {
        List<Parameter> parameters = Parameter.of(type);
        List<@Nullable Object> values = new ArrayList<>();
        for (Parameter parameter : parameters) {
            JsonNode node = json.get(parameter.name());
            values.add(node == null || node.isNull() ? null : value(parameter, node));
        }
        return construct(type, values);
    }

    /**
     * Calls the record's constructor.
     *
     * @param values one per component, in order
     * @throws IllegalArgumentException with the record's own words if it refuses the values
     */
    public static <P extends Record> P construct(Class<P> type, List<@Nullable Object> values) {
        try {
            return type.cast(CONSTRUCTORS.get(type).newInstance(values.toArray()));
        } catch (InvocationTargetException refused) {
            if (refused.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(refused);
        } catch (ReflectiveOperationException broken) {
            throw new IllegalStateException("cannot make " + type.getName(), broken);
        }
    }

    /**
     * One value in the Java type that the parameter's record wants.
     *
     * @param exact the value as a decimal, for {@link Parameter.Kind#INTEGER} and {@link Parameter.Kind#NUMBER}
     * @throws ArithmeticException if it does not fit
     */
    public static Object numberOf(Parameter parameter, BigDecimal exact) {
        Class<?> type = parameter.valueType();
        if (type == int.class || type == Integer.class) {
            return exact.intValueExact();
        }
        return type == long.class || type == Long.class ? (Object) exact.longValueExact() : exact.doubleValue();
    }

    /** The enum constant that a workflow writes so, or null if there is none. */
    public static @Nullable Object choiceOf(Parameter parameter, String word) {
        for (Object constant : parameter.valueType().getEnumConstants()) {
            if (Parameter.word((Enum<?>) constant).equals(word)) {
                return constant;
            }
        }
        return null;
    }

    private static Object value(Parameter parameter, JsonNode node) {
        if (parameter.list()) {
            List<Object> all = new ArrayList<>();
            node.forEach(element -> all.add(single(parameter, element)));
            return List.copyOf(all);
        }
        return single(parameter, node);
    }

    private static Object single(Parameter parameter, JsonNode node) {
        return switch (parameter.kind()) {
            case TEXT -> node.asString();
            case FLAG -> node.asBoolean();
            case INTEGER, NUMBER -> numberOf(parameter, node.decimalValue());
            case CHOICE -> {
                Object choice = choiceOf(parameter, node.asString());
                if (choice == null) {
                    throw new IllegalArgumentException(
                            parameter.name() + " is one of " + parameter.choices() + ", not '" + node.asString() + "'");
                }
                yield choice;
            }
            case SOURCE -> source(node);
        };
    }

    private interface SourceWriter {
        JsonNode write(Source source);
    }

    private static ObjectNode write(Record parameters, SourceWriter sources) {
        ObjectNode json = JSON.objectNode();
        List<Method> accessors = ACCESSORS.get(parameters.getClass());
        List<Parameter> described = Parameter.of(parameters.getClass());
        for (int i = 0; i < accessors.size(); i++) {
            Object value = read(accessors.get(i), parameters);
            json.set(described.get(i).name(), node(value, sources));
        }
        return json;
    }

    private static JsonNode node(@Nullable Object value, SourceWriter sources) {
        if (value == null) {
            return JSON.nullNode();
        } else if (value instanceof List<?> list) {
            ArrayNode array = JSON.arrayNode();
            list.forEach(element -> array.add(node(element, sources)));
            return array;
        } else if (value instanceof Source source) {
            return sources.write(source);
        } else if (value instanceof Enum<?> constant) {
            return JSON.stringNode(Parameter.word(constant));
        } else if (value instanceof Boolean flag) {
            return JSON.booleanNode(flag);
        } else if (value instanceof Number number) {
            return JSON.numberNode(new BigDecimal(number.toString()));
        }
        return JSON.stringNode(value.toString());
    }

    private static JsonNode contentOf(Source source) {
        if (source.isFile()) {
            return JSON.stringNode(DIGEST_PREFIX + source.files().get(""));
        }
        ObjectNode files = JSON.objectNode();
        source.files().forEach((name, sha256) -> files.put(name, DIGEST_PREFIX + sha256));
        return files;
    }

    private static JsonNode placeOf(Source source) {
        ObjectNode json = JSON.objectNode();
        json.put("location", source.location());
        json.put("path", source.path().toString());
        ObjectNode files = json.putObject("files");
        source.files().forEach(files::put);
        return json;
    }

    private static Source source(JsonNode node) {
        SortedMap<String, String> files = new TreeMap<>();
        node.get("files")
                .properties()
                .forEach(file -> files.put(file.getKey(), file.getValue().asString()));
        return new Source(
                node.get("location").asString(), Path.of(node.get("path").asString()), files);
    }

    private static @Nullable Object read(Method accessor, Record record) {
        try {
            return accessor.invoke(record);
        } catch (ReflectiveOperationException broken) {
            throw new IllegalStateException("cannot read " + accessor, broken);
        }
    }
}
