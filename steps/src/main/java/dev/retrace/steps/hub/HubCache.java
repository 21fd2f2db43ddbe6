package dev.retrace.steps.hub;

import dev.retrace.engine.step.StepException;
import dev.retrace.steps.weights.WeightFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The Hugging Face cache on this machine. */
public final class HubCache {

    static final String CONFIG = "config.json";
    static final String TOKENIZER = "tokenizer.json";
    private static final long MAX_REF = 200;
    private static final String COMMIT = "[0-9a-f]{40}";

    /**
     * A model in the cache.
     *
     * @param repository {@code ORG/NAME}
     * @param commit its revision
     * @param folder with its files
     */
    public record Snapshot(String repository, String commit, Path folder) {}

    private final Path root;

    public HubCache(Path root) {
        this.root = root;
    }

    /** The cache that the environment names. */
    public static HubCache of(Map<String, String> environment) {
        return new HubCache(HubSettings.of(environment).cache());
    }

    /** Where the cache is; it need not exist. */
    public Path root() {
        return root;
    }

    Path folder(HubName name) {
        return root.resolve(name.folder());
    }

    Path snapshot(HubName name, String commit) {
        return folder(name).resolve("snapshots").resolve(commit);
    }

    /** The model's files, if all that a model needs are here. */
    Optional<Path> find(HubName name) throws IOException {
        Optional<String> commit = name.revision().matches(COMMIT) ? Optional.of(name.revision()) : ref(name);
        return commit.map(found -> snapshot(name, found)).filter(HubCache::isWhole);
    }

    private Optional<String> ref(HubName name) throws IOException {
        Path ref = folder(name).resolve("refs").resolve(name.revision());
        if (!Files.isRegularFile(ref) || Files.size(ref) > MAX_REF) {
            return Optional.empty();
        }
        return Optional.of(Files.readString(ref).strip()).filter(commit -> commit.matches(COMMIT));
    }

    /** Whether a folder holds a configuration, a tokenizer and all shards of the weights. */
    static boolean isWhole(Path folder) {
        if (!Files.isRegularFile(folder.resolve(CONFIG)) || !Files.isRegularFile(folder.resolve(TOKENIZER))) {
            return false;
        }
        try {
            List<Path> files = WeightFiles.files(folder);
            return !files.isEmpty() && files.stream().allMatch(Files::isRegularFile);
        } catch (IOException | StepException unreadable) {
            return false; // fetching it anew says why, if it fails
        }
    }

    /** All models here, by name and commit, whole or not; none if there is no cache. */
    public List<Snapshot> all() throws IOException {
        List<Snapshot> all = new ArrayList<>();
        for (Path model : folders(root)) {
            String folder = String.valueOf(model.getFileName());
            if (folder.startsWith("models--")) {
                String repository = folder.substring("models--".length()).replace("--", "/");
                for (Path snapshot : folders(model.resolve("snapshots"))) {
                    all.add(new Snapshot(repository, String.valueOf(snapshot.getFileName()), snapshot));
                }
            }
        }
        return all;
    }

    private static List<Path> folders(Path parent) throws IOException {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(Files::isDirectory).sorted().toList();
        }
    }
}
