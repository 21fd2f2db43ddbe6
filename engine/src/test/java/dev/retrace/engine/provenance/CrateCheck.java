package dev.retrace.engine.provenance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.retrace.cache.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What RO-Crate 1.1, Workflow RO-Crate 1.0 and the Workflow Run profiles 0.5 require of a crate, read
 * from their texts and not from the code that writes it.
 */
final class CrateCheck {

    // As in the profiles' own examples.
    private static final Set<String> OUTSIDE = Set.of(
            "https://w3id.org/ro/crate/1.1",
            "http://schema.org/CompletedActionStatus",
            "http://schema.org/FailedActionStatus");
    private static final List<String> PROFILES = List.of(
            "https://w3id.org/ro/wfrun/process/0.5",
            "https://w3id.org/ro/wfrun/workflow/0.5",
            "https://w3id.org/ro/wfrun/provenance/0.5",
            "https://w3id.org/workflowhub/workflow-ro-crate/1.0");

    private final Path folder;
    private final JsonNode crate;
    private final Map<String, JsonNode> entities = new LinkedHashMap<>();

    CrateCheck(Path folder) throws IOException {
        this.folder = folder;
        this.crate = JsonMapper.shared().readTree(Files.readString(folder.resolve("ro-crate-metadata.json")));
        for (JsonNode entity : crate.required("@graph")) {
            String id = entity.required("@id").asString();
            assertEquals(null, entities.put(id, entity), () -> id + " is there twice");
            assertFalse(types(entity).isEmpty(), id);
        }
    }

    /** All of it. */
    CrateCheck all() throws IOException {
        context();
        references();
        root();
        files();
        workflow();
        actions();
        steps();
        return this;
    }

    JsonNode entity(String id) {
        return Optional.ofNullable(entities.get(id)).orElseThrow(() -> new AssertionError("no " + id));
    }

    /** The action that stands for the whole run. */
    JsonNode run() {
        return only(ofType("CreateAction")
                .filter(action -> links(action, "instrument").equals(List.of("workflow.yaml"))));
    }

    private void context() {
        assertEquals(
                List.of("https://w3id.org/ro/crate/1.1/context", "https://w3id.org/ro/terms/workflow-run/context"),
                strings(crate.required("@context")));
    }

    /** Flat, and nothing leads nowhere. */
    private void references() {
        entities.forEach((id, entity) -> entity.properties().forEach(property -> {
            for (JsonNode value : listOf(property.getValue())) {
                if (value.isObject()) {
                    assertEquals(1, value.size(), () -> id + "." + property.getKey() + " is nested");
                    String target = value.required("@id").asString();
                    assertTrue(entities.containsKey(target) || OUTSIDE.contains(target), () -> id + " -> " + target);
                }
            }
        }));
    }

    private void root() {
        JsonNode descriptor = entity("ro-crate-metadata.json");
        assertEquals(List.of("CreativeWork"), types(descriptor));
        assertEquals(List.of("./"), links(descriptor, "about"));
        assertEquals(
                "https://w3id.org/ro/crate/1.1",
                descriptor.at("/conformsTo/@id").asString());
        JsonNode root = entity("./");
        assertEquals(List.of("Dataset"), types(root));
        Instant.parse(root.required("datePublished").asString());
        assertFalse(root.required("name").asString().isBlank());
        assertFalse(root.required("description").asString().isBlank());
        assertEquals(1, links(root, "license").size());
        assertEquals(PROFILES, links(root, "conformsTo"));
        for (String profile : PROFILES) {
            assertEquals(List.of("CreativeWork"), types(entity(profile)));
            assertTrue(
                    profile.endsWith("/" + entity(profile).required("version").asString()), profile);
        }
    }

    /** In the folder with size and digest, or named by the digest; and all of them parts of the crate. */
    private void files() throws IOException {
        List<String> parts = links(entity("./"), "hasPart");
        for (JsonNode file : ofType("File").toList()) {
            String id = file.required("@id").asString();
            assertTrue(parts.contains(id), () -> id + " is no part");
            if (id.equals("run.html")) {
                assertTrue(Files.exists(folder.resolve(id)));
                continue;
            }
            String digest = file.required("sha256").asString();
            if (id.startsWith("ni:")) {
                assertTrue(id.matches("ni:///sha-256;[A-Za-z0-9_-]{43}"), id);
                assertEquals(64, digest.length());
            } else {
                byte[] bytes = Files.readAllBytes(folder.resolve(id));
                assertEquals(Digest.of(bytes).hex(), digest, id);
                assertEquals(
                        String.valueOf(bytes.length),
                        file.required("contentSize").asString(),
                        id);
            }
        }
        assertTrue(parts.containsAll(List.of("workflow.yaml", "run.json")), parts::toString);
    }

    private void workflow() {
        assertEquals(List.of("workflow.yaml"), links(entity("./"), "mainEntity"));
        JsonNode workflow = entity("workflow.yaml");
        assertEquals(List.of("File", "SoftwareSourceCode", "ComputationalWorkflow", "HowTo"), types(workflow));
        assertEquals(
                List.of("ComputerLanguage"),
                types(entity(links(workflow, "programmingLanguage").get(0))));
        List<String> slots = new ArrayList<>(links(workflow, "input"));
        slots.addAll(links(workflow, "output"));
        assertEquals(ofType("FormalParameter").map(CrateCheck::id).toList(), slots);
        ofType("PropertyValue").forEach(value -> {
            JsonNode slot = entity(links(value, "exampleOfWork").get(0));
            assertEquals(slot.required("name"), value.required("name"));
        });
    }

    private void actions() {
        List<String> mentioned = links(entity("./"), "mentions");
        for (JsonNode action : ofType("CreateAction").toList()) {
            assertTrue(mentioned.contains(id(action)), () -> id(action) + " is not mentioned");
            List<String> tool = types(entity(links(action, "instrument").get(0)));
            assertTrue(tool.contains("SoftwareApplication") || tool.contains("ComputationalWorkflow"), tool::toString);
            boolean failed = action.at("/actionStatus/@id").asString().endsWith("FailedActionStatus");
            assertEquals(failed, action.has("error"), () -> id(action));
            if (action.has("endTime")) {
                Instant began = Instant.parse(action.required("startTime").asString());
                assertFalse(Instant.parse(action.required("endTime").asString()).isBefore(began));
            }
        }
        assertTrue(run().has("endTime") && run().has("startTime"));
    }

    private void steps() {
        JsonNode workflow = entity("workflow.yaml");
        List<String> tools = links(workflow, "hasPart");
        assertEquals(ofType("HowToStep").map(CrateCheck::id).toList(), links(workflow, "step"));
        ofType("HowToStep")
                .forEach(step -> assertTrue(
                        tools.containsAll(links(step, "workExample"))
                                && links(step, "workExample").size() == 1,
                        step::toString));
        List<String> controls = ofType("ControlAction").map(CrateCheck::id).toList();
        for (String control : controls) {
            assertEquals(
                    List.of("HowToStep"),
                    types(entity(links(entity(control), "instrument").get(0))));
            assertEquals(
                    List.of("CreateAction"),
                    types(entity(links(entity(control), "object").get(0))));
        }
        JsonNode organised = only(ofType("OrganizeAction"));
        assertEquals(controls, links(organised, "object"));
        assertEquals(List.of(id(run())), links(organised, "result"));
        assertEquals(
                List.of("SoftwareApplication"),
                types(entity(links(organised, "instrument").get(0))));
    }

    private Stream<JsonNode> ofType(String type) {
        return entities.values().stream().filter(entity -> types(entity).contains(type));
    }

    private static JsonNode only(Stream<JsonNode> of) {
        List<JsonNode> all = of.toList();
        assertEquals(1, all.size());
        return all.get(0);
    }

    private static String id(JsonNode entity) {
        return entity.required("@id").asString();
    }

    private static List<String> types(JsonNode entity) {
        return strings(entity.required("@type"));
    }

    /** The ids that a property leads to. */
    static List<String> links(JsonNode entity, String property) {
        List<String> ids = new ArrayList<>();
        listOf(entity.path(property))
                .forEach(link -> ids.add(link.required("@id").asString()));
        return ids;
    }

    private static List<String> strings(JsonNode node) {
        return listOf(node).stream().map(JsonNode::asString).toList();
    }

    private static List<JsonNode> listOf(JsonNode node) {
        return node.isArray() ? node.valueStream().toList() : node.isMissingNode() ? List.of() : List.of(node);
    }
}
