package dev.retrace.engine.step;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One parameter of a step, read off the record that holds it.
 *
 * @param name as workflows write it, {@code max-tokens}
 * @param component of the record, {@code maxTokens}
 * @param kind what one value is
 * @param list whether it is a list of such values
 * @param valueType the Java type of one value
 * @param doc one sentence
 * @param defaultValue as a workflow would write it, or one of {@link Param#REQUIRED}, {@link Param#ABSENT}
 */
public record Parameter(
        String name, String component, Kind kind, boolean list, Class<?> valueType, String doc, String defaultValue) {

    /** What one value of a parameter is. */
    public enum Kind {
        TEXT,
        FLAG,
        INTEGER,
        NUMBER,
        CHOICE,
        SOURCE
    }

    /** Read once for each record: every cell of a sweep asks. */
    private static final ClassValue<List<Parameter>> KNOWN = new ClassValue<>() {
        @Override
        protected List<Parameter> computeValue(Class<?> parameters) {
            return Arrays.stream(parameters.getRecordComponents())
                    .map(Parameter::of)
                    .toList();
        }
    };

    /** The parameters of a step, in the order of its record's components. */
    public static List<Parameter> of(Class<? extends Record> parameters) {
        return KNOWN.get(parameters);
    }

    /** Whether a workflow must give it. */
    public boolean required() {
        return defaultValue.equals(Param.REQUIRED);
    }

    /** Whether it is null when a workflow leaves it out. */
    public boolean absentByDefault() {
        return defaultValue.equals(Param.ABSENT);
    }

    /** The words that a {@link Kind#CHOICE} allows, as workflows write them. */
    public List<String> choices() {
        List<String> words = new ArrayList<>();
        if (kind == Kind.CHOICE) {
            for (Object constant : valueType.getEnumConstants()) {
                words.add(word((Enum<?>) constant));
            }
        }
        return words;
    }

    /** An enum constant as workflows write it: {@code LAST_TOKEN} is {@code last-token}. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Parameter of(RecordComponent component) {
        Param param = component.getAnnotation(Param.class);
        if (param == null) {
            throw new IllegalArgumentException(
                    component.getDeclaringRecord().getName() + "." + component.getName() + " carries no @Param");
        }
        Type type = component.getGenericType();
        boolean list = component.getType() == List.class;
        Class<?> value = list ? (Class<?>) ((ParameterizedType) type).getActualTypeArguments()[0] : component.getType();
        return new Parameter(
                hyphenated(component.getName()),
                component.getName(),
                kind(value),
                list,
                value,
                param.doc(),
                param.defaultValue());
    }

    private static String hyphenated(String camelCase) {
        return camelCase.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    private static Kind kind(Class<?> type) {
        if (type == String.class) {
            return Kind.TEXT;
        } else if (type == boolean.class || type == Boolean.class) {
            return Kind.FLAG;
        } else if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return Kind.INTEGER;
        } else if (type == double.class || type == Double.class) {
            return Kind.NUMBER;
        } else if (type.isEnum()) {
            return Kind.CHOICE;
        } else if (type == Source.class) {
            return Kind.SOURCE;
        }
        throw new IllegalArgumentException("a step's parameter cannot be of type " + type.getName());
    }
}
