package dev.retrace.engine.toy;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Artifact;
import dev.retrace.cache.Digest;
import dev.retrace.cache.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A folder with a sweep over engine and worker cells, and a witness of what was begun. */
public final class ToySweep {

    private static final Pattern NAME = Pattern.compile("\"name\":\"([^\"]*)\"");

    private static final String WORKFLOW = """
            name: sweep
            params: { round: 0, pause: 10, trouble: nothing }
            steps:
              cells:
                step: toy-trial
                matrix: { n: { from: 1, to: 30 } }
                with: { name: "r${round}c${matrix.n}", pause: "${pause}", trouble: "${trouble}" }
              heavy:
                step: toy-worker-trial
                matrix: { n: { from: 1, to: 4 } }
                with: { name: "r${round}w${matrix.n}", pause: "${pause}" }
              all:
                step: toy-count
                inputs: { parts: [cells, heavy] }
            """;

    private final Path folder;

    public ToySweep(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectory(folder.resolve(".git")); // so that the store lies here
        Files.writeString(folder.resolve("sweep.yaml"), WORKFLOW);
    }

    /** The command line in this folder. */
    public RetraceProcess retrace() {
        return new RetraceProcess(folder).with("TOY_WITNESS", witness().toString());
    }

    /** The store, as another process sees it. */
    public Store store() throws IOException {
        return Store.open(folder.resolve(".retrace"));
    }

    /** The names of the cells that were begun, one for each time. */
    public List<String> begun() throws IOException {
        return Files.exists(witness()) ? Files.readAllLines(witness()) : List.of();
    }

    /** Forgets what was begun. */
    public void forget() throws IOException {
        Files.deleteIfExists(witness());
    }

    /** The published cells: key to name. */
    public Map<Digest, String> published() throws IOException {
        Map<Digest, String> published = new HashMap<>();
        Store store = store();
        for (Digest key : store.actions().keys()) {
            ActionRecord record = store.actions().find(key).orElseThrow();
            Matcher name = NAME.matcher(record.keyDocument());
            published.put(key, name.find() ? name.group(1) : "");
        }
        return published;
    }

    /** Compares all bytes of all published cells with their digests. */
    public void verify() throws IOException {
        Store store = store();
        for (Digest key : store.actions().keys()) {
            for (Artifact artifact :
                    store.actions().find(key).orElseThrow().outputs().values()) {
                store.content().verify(artifact);
            }
        }
    }

    /** What lies in a folder of the store. */
    public List<String> left(String name) throws IOException {
        try (var files = Files.list(folder.resolve(".retrace").resolve(name))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private Path witness() {
        return folder.resolve("witness");
    }
}
