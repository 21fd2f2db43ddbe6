package dev.retrace.engine.audit;

import dev.retrace.cache.Digest;
import dev.retrace.cache.Store;
import dev.retrace.engine.plan.CellInput;
import dev.retrace.engine.step.Parameter;
import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A store of links to the inputs of audited cells, in which they run once more and which is thrown
 * away: nothing that they give reaches the store.
 */
final class Shadow implements AutoCloseable {

    private static final String MEMORY = "files"; // where the store keeps which file has which digest
    private static final long MOST_NAMING = 1 << 22;
    private static final Pattern SHA_256 = Pattern.compile("\"sha256\"\\s*:\\s*\"([0-9a-f]{64})\"");

    private final Store of;
    private final Path root;
    private final Store store;
    private int folders;

    private Shadow(Store of, Path root) throws IOException {
        this.of = of;
        this.root = root;
        this.store = Store.open(root);
    }

    /** A shadow of a store, in its scratch if that can be written. */
    static Shadow of(Store store) throws IOException {
        Path root = store.writable() ? store.newScratch() : Files.createTempDirectory("retrace-audit");
        Shadow shadow = new Shadow(store, root.resolve("shadow"));
        shadow.remember();
        return shadow;
    }

    /** Where audited cells run. */
    Store store() {
        return store;
    }

    // Weights are found by it. A memory that cannot be written is copied.
    private void remember() throws IOException {
        Path memory = of.root().resolve(MEMORY);
        if (!Files.isDirectory(memory)) {
            return;
        } else if (of.writable()) {
            Files.createSymbolicLink(root.resolve(MEMORY), memory);
            return;
        }
        try (Stream<Path> all = Files.walk(memory)) {
            for (Path each : all.toList()) {
                Path copy = root.resolve(MEMORY).resolve(memory.relativize(each).toString());
                if (Files.isRegularFile(each)) {
                    Files.createDirectories(copy.getParent());
                    Files.copy(each, copy);
                }
            }
        }
    }

    /**
     * Links the artifacts that a cell reads.
     *
     * @throws StepException if one is gone
     */
    void link(Map<String, List<CellInput>> inputs) throws IOException {
        for (Map.Entry<String, List<CellInput>> slot : inputs.entrySet()) {
            for (CellInput input : slot.getValue()) {
                Path blob = of.content().path(input.digest());
                if (!Files.isRegularFile(blob)) {
                    throw new StepException(
                            "its input '" + slot.getKey() + "', " + input.digest() + ", is gone from the store");
                }
                link(input.digest());
                for (Digest named : namedIn(blob)) {
                    link(named);
                }
            }
        }
    }

    private void link(Digest digest) throws IOException {
        Path link = store.content().path(digest);
        Files.createDirectories(link.getParent());
        link(link, of.content().path(digest));
    }

    /** Artifacts that a small JSON file names by their digests, as a model's description names its weights. */
    private Set<Digest> namedIn(Path blob) throws IOException {
        Set<Digest> named = new LinkedHashSet<>();
        if (Files.size(blob) <= MOST_NAMING) {
            Matcher digests = SHA_256.matcher(Files.readString(blob, StandardCharsets.ISO_8859_1));
            while (digests.find()) {
                Digest digest = Digest.parse(digests.group(1));
                if (Files.isRegularFile(of.content().path(digest))) {
                    named.add(digest);
                }
            }
        }
        return named;
    }

    /**
     * The parameters in the form for workers: sources are looked for where they were last seen.
     *
     * @throws StepException if one is nowhere
     */
    ObjectNode parameters(JsonNode forKey, List<Parameter> described) throws IOException {
        ObjectNode parameters = (ObjectNode) forKey.deepCopy();
        for (Parameter parameter : described) {
            JsonNode value = forKey.path(parameter.name());
            if (parameter.kind() == Parameter.Kind.SOURCE && !value.isMissingNode() && !value.isNull()) {
                parameters.set(parameter.name(), parameter.list() ? sources(value) : source(value));
            }
        }
        return parameters;
    }

    private JsonNode sources(JsonNode list) throws IOException {
        var array = JsonMapper.shared().createArrayNode();
        for (JsonNode each : list) {
            array.add(source(each));
        }
        return array;
    }

    private ObjectNode source(JsonNode content) throws IOException {
        ObjectNode source = JsonMapper.shared().createObjectNode();
        ObjectNode files = source.putObject("files");
        Path path;
        if (content.isString()) {
            Digest digest = Digest.parse(content.asString(""));
            path = located(digest);
            files.put("", digest.hex());
        } else {
            path = Files.createDirectories(root.resolve("sources").resolve(String.valueOf(folders++)));
            for (Map.Entry<String, JsonNode> file : content.properties()) {
                Digest digest = Digest.parse(file.getValue().asString(""));
                Path place = inside(path, file.getKey());
                Files.createDirectories(place.getParent());
                link(place, located(digest));
                files.put(file.getKey(), digest.hex());
            }
        }
        source.put("location", path.getFileName().toString());
        source.put("path", path.toString());
        return source;
    }

    // Records may come from strangers, and a name in them must not lead out of the shadow.
    private static Path inside(Path folder, String name) {
        Path place = folder.resolve(name).normalize();
        if (!place.startsWith(folder) || place.equals(folder)) {
            throw new StepException("its source names a file '" + name + "', which leads out of its folder");
        }
        return place;
    }

    private Path located(Digest digest) throws IOException {
        Optional<Path> found = of.files().locate(digest);
        return found.orElseThrow(() -> new StepException(
                "the file of the user's with " + digest + " is gone or has changed since; put it back where it was"));
    }

    private static void link(Path link, Path target) throws IOException {
        try {
            Files.createSymbolicLink(link, target.toAbsolutePath());
        } catch (FileAlreadyExistsException linkedBefore) {
            // of another cell with the same input
        }
    }

    /** Removes the shadow; what its links point at stays. */
    @Override
    public void close() throws IOException {
        Path scratch = root.getParent();
        try (Stream<Path> all = Files.walk(scratch)) { // does not follow links
            for (Path each : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                if (Files.exists(each, LinkOption.NOFOLLOW_LINKS)) {
                    Files.delete(each);
                }
            }
        }
    }
}
