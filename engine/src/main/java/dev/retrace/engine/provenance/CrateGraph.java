package dev.retrace.engine.provenance;

import dev.retrace.cache.Digest;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The entities of an RO-Crate by their ids, flat, as JSON-LD wants them. */
final class CrateGraph {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> CONTEXT =
            List.of("https://w3id.org/ro/crate/1.1/context", "https://w3id.org/ro/terms/workflow-run/context");

    private final Map<String, ObjectNode> entities = new LinkedHashMap<>();

    /** A new entity, or the one that has this id already. */
    ObjectNode entity(String id, String... types) {
        return entities.computeIfAbsent(id, fresh -> {
            ObjectNode entity = JSON.objectNode().put("@id", fresh);
            if (types.length == 1) {
                return entity.put("@type", types[0]);
            }
            ArrayNode all = entity.putArray("@type");
            List.of(types).forEach(all::add);
            return entity;
        });
    }

    /** Whether an entity has this id. */
    boolean has(String id) {
        return entities.containsKey(id);
    }

    /** A link to an entity. */
    static ObjectNode link(String id) {
        return JSON.objectNode().put("@id", id);
    }

    /** Links to entities. */
    static ArrayNode links(Collection<String> ids) {
        ArrayNode links = JSON.arrayNode();
        ids.forEach(id -> links.add(link(id)));
        return links;
    }

    /**
     * A file of the crate's folder, with its size and digest.
     *
     * @param path relative to the folder
     * @return its id
     */
    String file(Path folder, String path, String name, String encoding) throws IOException {
        Path file = folder.resolve(path);
        String id = relative(path);
        describe(id, name, encoding)
                .put("contentSize", String.valueOf(Files.size(file)))
                .put("sha256", Digest.of(Files.readAllBytes(file)).hex());
        return id;
    }

    /**
     * A file of the crate's folder that can be drawn again from the others, so that its bytes are nobody's
     * concern.
     *
     * @return its id
     */
    String drawing(String file, String name, String encoding) {
        String id = relative(file);
        describe(id, name, encoding);
        return id;
    }

    private ObjectNode describe(String id, String name, String encoding) {
        return entity(id, "File").put("name", name).put("encodingFormat", encoding);
    }

    /**
     * Bytes that are not in the crate's folder, named by their digest.
     *
     * @return the id
     */
    String content(String sha256, String name) {
        String id = "ni:///sha-256;"
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(HexFormat.of().parseHex(sha256));
        if (!has(id)) {
            entity(id, "File").put("name", name).put("sha256", sha256);
        }
        return id;
    }

    /** The ids of all files, in and out of the folder. */
    List<String> files() {
        List<String> files = new ArrayList<>();
        entities.forEach((id, entity) -> {
            JsonNode type = entity.get("@type");
            boolean file = type.isArray() ? type.valueStream().anyMatch(CrateGraph::isFile) : isFile(type);
            if (file) {
                files.add(id);
            }
        });
        return files;
    }

    private static boolean isFile(JsonNode type) {
        return type.asString().equals("File");
    }

    /** The whole as text for people and programs. */
    byte[] toJson() {
        ObjectNode crate = JSON.objectNode();
        ArrayNode context = crate.putArray("@context");
        CONTEXT.forEach(context::add);
        ArrayNode graph = crate.putArray("@graph");
        entities.values().forEach(graph::add);
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(crate);
    }

    /** The id of a file of the crate's folder. */
    static String relative(String name) {
        try {
            return new URI(null, null, name, null).toASCIIString();
        } catch (URISyntaxException impossible) {
            throw new IllegalArgumentException("a file's name that no URI can hold: " + name, impossible);
        }
    }
}
