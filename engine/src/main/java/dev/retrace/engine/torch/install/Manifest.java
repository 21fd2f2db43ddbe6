package dev.retrace.engine.torch.install;

import dev.retrace.cache.Digest;
import dev.retrace.cache.disk.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was installed.
 *
 * @param address where it came from
 * @param entries the files beside the manifest
 */
record Manifest(String address, List<Entry> entries) {

    static final String FILE = "manifest.json";

    private static final long LARGEST = 1 << 20;

    /** One library. */
    record Entry(String name, long size, String sha256) {

        static Entry of(Path file) throws IOException {
            return new Entry(
                    String.valueOf(file.getFileName()),
                    Files.size(file),
                    Digest.ofFile(file).hex());
        }
    }

    Manifest {
        entries = List.copyOf(entries);
    }

    void write(Path folder) throws IOException {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("address", address);
        ArrayNode files = json.putArray("files");
        entries.forEach(entry -> files.addObject()
                .put("name", entry.name())
                .put("size", entry.size())
                .put("sha256", entry.sha256()));
        String text = JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
        Files.deleteIfExists(folder.resolve(FILE));
        AtomicFiles.write(folder.resolve(FILE), text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The manifest of a folder.
     *
     * @throws IOException if there is none, or it cannot be read
     */
    static Manifest read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (Files.size(file) > LARGEST) {
            throw new IOException(file + " is too large for a manifest");
        }
        try {
            JsonNode json = JsonMapper.shared().readTree(Files.readString(file));
            List<Entry> entries = new ArrayList<>();
            for (JsonNode entry : json.path("files")) {
                String name = entry.path("name").asString("");
                FileList.requirePlain(name);
                entries.add(new Entry(
                        name,
                        entry.path("size").asLong(-1),
                        entry.path("sha256").asString("")));
            }
            return new Manifest(json.path("address").asString(""), entries);
        } catch (JacksonException | IllegalArgumentException broken) {
            throw new IOException(file + " is no manifest: " + broken.getMessage(), broken);
        }
    }

    /** What is not as it was installed: {@code libtorch_cuda.so is damaged}. */
    List<String> damages(Path folder) throws IOException {
        List<String> damages = new ArrayList<>();
        for (Entry entry : entries) {
            Path file = folder.resolve(entry.name());
            if (!Files.isRegularFile(file)) {
                damages.add(entry.name() + " is gone");
            } else if (!Entry.of(file).equals(entry)) {
                damages.add(entry.name() + " is damaged");
            }
        }
        return entries.isEmpty() ? List.of("the manifest names no files") : damages;
    }
}
