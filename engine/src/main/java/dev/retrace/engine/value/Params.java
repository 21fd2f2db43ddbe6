package dev.retrace.engine.value;

import dev.retrace.engine.yaml.Location;
import dev.retrace.engine.yaml.Problems;
import dev.retrace.engine.yaml.Words;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The params of a workflow with the values that hold for this run. */
public final class Params {

    /** What a param may be declared as. */
    public enum Type {
        TEXT("a text"),
        SOURCE("a path or address"),
        INTEGER("a whole number"),
        NUMBER("a number"),
        FLAG("true or false"),
        LIST("a list");

        final String due;

        Type(String due) {
            this.due = due;
        }
    }

    /**
     * A param as the file declares it.
     *
     * @param type null where only a default is written; one then decides by its shape
     * @param value null if it must be set
     * @param broken whether its value was refused and told already
     */
    record Param(String name, @Nullable Type type, @Nullable Value value, boolean broken, Location at) {

        Param with(@Nullable Value other) {
            return new Param(name, type, other, broken || other == null, at);
        }

        /** Whether a list is due; where nothing is declared, as the default is. */
        boolean wantsList() {
            return type == null ? value instanceof Value.Items : type == Type.LIST;
        }
    }

    private static final Pattern ADDRESS = Pattern.compile("([a-z][a-z0-9+.-]+:)(.*)", Pattern.DOTALL);
    private static final Pattern ABSOLUTE = Pattern.compile("([/~\\\\]|[A-Za-z]:\\\\).*", Pattern.DOTALL);

    /**
     * The profile that holds.
     *
     * @param name empty if none does
     * @param description what it says of itself, on one line; empty if nothing
     */
    public record Profile(String name, String description) {}

    private final Map<String, Param> unasked;
    private final Map<String, Param> params;
    private final Map<String, String> setters;
    private final Profile profile;

    /**
     * @param unasked as they hold where the command line asks for nothing
     * @param setters of the params that profiles set, the first profile that does
     */
    Params(Map<String, Param> unasked, Map<String, Param> params, Map<String, String> setters, Profile profile) {
        this.unasked = Map.copyOf(unasked);
        this.params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
        this.setters = Map.copyOf(setters);
        this.profile = profile;
    }

    /** The profile that holds. */
    public Profile profile() {
        return profile;
    }

    /** The value of a param that is used at a place; nothing if it has none, which has then been told. */
    Optional<Value> find(String name, Location at, Problems problems) {
        Param param = params.get(name);
        if (param == null) {
            problems.add(at, Words.unknown("param", name, params.keySet()));
            return Optional.empty();
        } else if (param.value() == null && !param.broken()) {
            String example = param.type() == Type.SOURCE ? "PATH" : "VALUE";
            problems.add(
                    param.at(),
                    "the param '" + name + "' has no default and must be set: --set " + name + "=" + example
                            + (setters.containsKey(name) ? ", or --profile " + setters.get(name) : ""));
        }
        return param.broken() ? Optional.empty() : Optional.ofNullable(param.value());
    }

    /** The params whose values are other than where the command line asks for nothing. */
    public List<String> changed() {
        Map<String, String> own = texts(unasked);
        Map<String, String> held = display();
        return held.keySet().stream()
                .filter(name -> !Objects.equals(own.get(name), held.get(name)))
                .toList();
    }

    /**
     * All values that are known, without the places of this machine: of a path only its last name, of an address
     * no user.
     */
    public Map<String, String> portable() {
        Map<String, String> texts = display();
        texts.replaceAll((name, text) -> {
            boolean place = Objects.requireNonNull(params.get(name)).type() == Type.SOURCE
                    || ABSOLUTE.matcher(text).matches();
            return place ? portable(text) : text;
        });
        return texts;
    }

    private static String portable(String location) {
        Matcher address = ADDRESS.matcher(location);
        if (!address.matches()) {
            return lastName(location);
        }
        String rest = address.group(2);
        String shown = rest.startsWith("//")
                ? rest.replaceFirst("^//[^/@]*@", "//")
                : ABSOLUTE.matcher(rest).matches() ? lastName(rest) : rest;
        return address.group(1) + shown;
    }

    private static String lastName(String path) {
        String trimmed = path.replaceFirst("[/\\\\]+$", "");
        return trimmed.substring(1 + Math.max(trimmed.lastIndexOf('/'), trimmed.lastIndexOf('\\')));
    }

    /** All values that are known, as text. */
    public Map<String, String> display() {
        return texts(params);
    }

    private static Map<String, String> texts(Map<String, Param> params) {
        Map<String, String> texts = new LinkedHashMap<>();
        params.values().forEach(param -> {
            if (param.value() != null) {
                texts.put(param.name(), param.value().display());
            }
        });
        return texts;
    }
}
