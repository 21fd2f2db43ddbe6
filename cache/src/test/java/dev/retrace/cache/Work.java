package dev.retrace.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.node.JsonNodeFactory;

/** Work for tests: records with real key documents, whose outputs are in the store. */
public final class Work {

    public static final Instant NOON = Instant.parse("2026-11-21T12:00:00.123456789Z");

    private Work() {}

    /** The key document of the work {@code step} with one number as its parameter. */
    public static String document(String step, int number) {
        return CanonicalJson.write(JsonNodeFactory.instance
                .objectNode()
                .put("step", step)
                .set("params", JsonNodeFactory.instance.objectNode().put("number", number)));
    }

    public static Digest key(String step, int number) {
        return Digest.of(document(step, number));
    }

    /** Work whose one output, named {@code table}, holds this text. */
    public static ActionRecord record(Store store, String step, int number, String output) throws IOException {
        Artifact table = store.content().put(output.getBytes(StandardCharsets.UTF_8));
        return record(document(step, number), outputs(table), NOON.plusSeconds(number));
    }

    public static ActionRecord record(String document, SortedMap<String, Artifact> outputs, Instant started) {
        SortedMap<String, String> environment = new TreeMap<>();
        environment.put("java", "17");
        return new ActionRecord(Digest.of(document), document, outputs, started, 1500, environment, 1, null);
    }

    public static SortedMap<String, Artifact> outputs(Artifact table) {
        SortedMap<String, Artifact> outputs = new TreeMap<>();
        outputs.put("table", table);
        return outputs;
    }
}
