package dev.retrace.cache;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is known of work that was done: its outputs, and how it went.
 *
 * @param key SHA-256 of {@code keyDocument}
 * @param keyDocument everything that can change the outputs, as canonical JSON
 * @param outputs by name
 * @param started when the work began
 * @param millis how long it took
 * @param environment what it ran on; not part of the key
 * @param attempt 1 for the first
 * @param log what it said while it ran
 */
public record ActionRecord(
        Digest key,
        String keyDocument,
        SortedMap<String, Artifact> outputs,
        Instant started,
        long millis,
        SortedMap<String, String> environment,
        int attempt,
        @Nullable Artifact log) {

    /** Canonical JSON has one way to write a digest, and strings have no quotes inside. */
    private static final Pattern NAME = Pattern.compile("\"sha256:([0-9a-f]{64})\"");

    public ActionRecord {
        Digest actual = Digest.of(keyDocument);
        if (!actual.equals(key)) {
            throw new IllegalArgumentException(
                    "a record's key is the SHA-256 of its key document, %s, but was given %s".formatted(actual, key));
        }
        outputs = Collections.unmodifiableSortedMap(new TreeMap<>(outputs));
        environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
    }

    /**
     * All content that the key document names by digest, sorted: what the work was made of. It may lie
     * in the store or elsewhere, such as weights.
     */
    public SortedSet<Digest> inputs() {
        SortedSet<Digest> inputs = new TreeSet<>();
        Matcher names = NAME.matcher(keyDocument);
        while (names.find()) {
            inputs.add(new Digest(names.group(1)));
        }
        return inputs;
    }

    /**
     * The output with this name.
     *
     * @throws IllegalArgumentException if the work has none; says which it has
     */
    public Artifact output(String name) {
        Artifact output = outputs.get(name);
        if (output == null) {
            throw new IllegalArgumentException(
                    "the record %s has no output '%s', only %s".formatted(key, name, outputs.keySet()));
        }
        return output;
    }

    /** The record as canonical JSON. The key document is a string in it, so that its bytes survive. */
    public String toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("key", key.toString());
        json.put("keyDocument", keyDocument);
        ObjectNode named = json.putObject("outputs");
        outputs.forEach((name, artifact) -> named.set(name, artifactJson(artifact)));
        json.put("started", started.toString());
        json.put("millis", millis);
        ObjectNode facts = json.putObject("environment");
        environment.forEach(facts::put);
        json.put("attempt", attempt);
        if (log != null) {
            json.set("log", artifactJson(log));
        }
        return CanonicalJson.write(json);
    }

    /**
     * Reads what {@link #toJson} wrote, ignoring fields that it does not know.
     *
     * @throws IllegalArgumentException if the text is anything else, or its key is not that of its
     *     document
     */
    public static ActionRecord fromJson(String text) {
        JsonNode json = CanonicalJson.read(text);
        try {
            SortedMap<String, Artifact> outputs = new TreeMap<>();
            for (Map.Entry<String, JsonNode> output : json.required("outputs").properties()) {
                outputs.put(output.getKey(), artifact(output.getValue()));
            }
            JsonNode log = json.get("log");
            return new ActionRecord(
                    Digest.parse(json.required("key").stringValue()),
                    json.required("keyDocument").stringValue(),
                    outputs,
                    IsoInstant.parse(json.required("started").stringValue()),
                    json.required("millis").longValue(),
                    RunRecord.strings(json.required("environment")),
                    json.required("attempt").intValue(),
                    log == null || log.isNull() ? null : artifact(log));
        } catch (JacksonException | DateTimeException wrong) {
            throw new IllegalArgumentException("not a record: " + wrong.getMessage(), wrong);
        }
    }

    private static ObjectNode artifactJson(Artifact artifact) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("digest", artifact.digest().toString())
                .put("size", artifact.size());
    }

    private static Artifact artifact(JsonNode json) {
        return new Artifact(
                Digest.parse(json.required("digest").stringValue()),
                json.required("size").longValue());
    }
}
