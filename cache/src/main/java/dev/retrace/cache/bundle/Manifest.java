package dev.retrace.cache.bundle;

import dev.retrace.cache.Artifact;
import dev.retrace.cache.CanonicalJson;
import dev.retrace.cache.Digest;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is in a bundle.
 *
 * @param run its id
 * @param files by name, as in a store; each is in the bundle, in this order
 * @param elsewhere digests that the records name and that were not in the store: weights, data
 * @param leftOut files of the run's folder that are not in the bundle
 */
record Manifest(String run, SortedMap<String, Artifact> files, SortedSet<Digest> elsewhere, SortedSet<String> leftOut) {

    static final String NAME = "manifest.json";

    private static final int FORMAT = 1;
    private static final Pattern RUN = Pattern.compile("\\d{8}-\\d{6}-[0-9a-f]{4}");
    private static final Pattern PLACE =
            Pattern.compile("(?<kind>ac|cas)/(?<fan>[0-9a-f]{2})/(?<hex>[0-9a-f]{64})(?<json>\\.json)?");

    /** No file begins with a dot or goes up, and none is deeper than in one folder. */
    private static final String OWN = "[A-Za-z0-9][A-Za-z0-9#=,._\\[\\]-]*";

    Manifest {
        if (!RUN.matcher(run).matches()) {
            throw new IllegalArgumentException("a run's id looks like 20261121-093000-0a1b, not '" + run + "'");
        }
        for (String name : files.keySet()) {
            boolean alsoFolder = files.containsKey(name.substring(0, Math.max(0, name.lastIndexOf('/'))));
            if (alsoFolder || (!isPlace(name) && !isOfRun(run, name))) {
                throw new IllegalArgumentException(
                        "a bundle holds records, blobs and files of its run, but '" + name + "' is none of these");
            }
        }
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        elsewhere = Collections.unmodifiableSortedSet(new TreeSet<>(elsewhere));
        leftOut = Collections.unmodifiableSortedSet(new TreeSet<>(leftOut));
    }

    static String record(Digest key) {
        return "ac/" + key.hex().substring(0, 2) + "/" + key.hex() + ".json";
    }

    static String blob(Digest digest) {
        return "cas/" + digest.hex().substring(0, 2) + "/" + digest.hex();
    }

    /** Whether a file with this name in a run's folder can be in a bundle. */
    static boolean isOwn(String name) {
        return name.matches("(" + OWN + "/)?" + OWN) && !staysHere(name);
    }

    /** Whether a file in a run's folder concerns one machine only: its process, its pin, its logs. */
    static boolean staysHere(String name) {
        return name.equals("process.json") || name.equals("pinned") || name.equals("logs") || name.startsWith("logs/");
    }

    /** Names of its records and blobs, or of its run's files. */
    List<String> names(String folder) {
        return files.keySet().stream().filter(name -> name.startsWith(folder)).toList();
    }

    String runFolder() {
        return "runs/" + run + "/";
    }

    String toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("format", FORMAT).put("run", run);
        ArrayNode list = json.putArray("files");
        files.forEach((name, artifact) -> list.addObject()
                .put("name", name)
                .put("digest", artifact.digest().toString())
                .put("size", artifact.size()));
        ArrayNode outside = json.putArray("elsewhere");
        elsewhere.forEach(digest -> outside.add(digest.toString()));
        ArrayNode left = json.putArray("leftOut");
        leftOut.forEach(left::add);
        return CanonicalJson.write(json);
    }

    /** @throws IllegalArgumentException if the text is no manifest, or names what a bundle cannot hold */
    static Manifest fromJson(String text) {
        JsonNode json = CanonicalJson.read(text);
        try {
            if (json.required("format").intValue() != FORMAT) {
                throw new IllegalArgumentException("its format is %s, but this Retrace knows %d; update Retrace"
                        .formatted(json.required("format"), FORMAT));
            }
            SortedMap<String, Artifact> files = new TreeMap<>();
            for (JsonNode file : json.required("files")) {
                Artifact artifact = new Artifact(
                        Digest.parse(file.required("digest").stringValue()),
                        file.required("size").longValue());
                String name = file.required("name").stringValue();
                if (files.put(name, artifact) != null) {
                    throw new IllegalArgumentException("it names '" + name + "' twice");
                }
            }
            SortedSet<Digest> elsewhere = new TreeSet<>();
            json.required("elsewhere").forEach(digest -> elsewhere.add(Digest.parse(digest.stringValue())));
            SortedSet<String> leftOut = new TreeSet<>();
            json.required("leftOut").forEach(name -> leftOut.add(name.stringValue()));
            return new Manifest(json.required("run").stringValue(), files, elsewhere, leftOut);
        } catch (JacksonException wrong) {
            throw new IllegalArgumentException("its manifest is none: " + wrong.getOriginalMessage(), wrong);
        }
    }

    private static boolean isPlace(String name) {
        var place = PLACE.matcher(name);
        return place.matches()
                && place.group("hex").startsWith(place.group("fan"))
                && place.group("kind").equals("ac") == (place.group("json") != null);
    }

    private static boolean isOfRun(String run, String name) {
        String folder = "runs/" + run + "/";
        return name.startsWith(folder) && isOwn(name.substring(folder.length()));
    }
}
