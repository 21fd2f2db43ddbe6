package dev.retrace.engine.cli;

import dev.retrace.cache.ActionRecord;
import dev.retrace.cache.Artifact;
import dev.retrace.cache.CanonicalJson;
import dev.retrace.cache.Store;
import dev.retrace.engine.step.OutputSlot;
import dev.retrace.engine.step.StepRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Copies a cell's outputs out of the store, each under the name that its step gives it. */
final class SavedOutputs {

    private SavedOutputs() {}

    /**
     * Copies them.
     *
     * @param folder made if it is not there
     * @return the files by the outputs' names
     * @throws FileAlreadyExistsException if a file is there already; nothing has been written then
     */
    static Map<String, Path> save(Store store, ActionRecord record, StepRegistry steps, Path folder)
            throws IOException {
        Map<String, Path> files = new TreeMap<>();
        String step = CanonicalJson.read(record.keyDocument()).path("step").asString("");
        record.outputs().keySet().forEach(output -> files.put(output, folder.resolve(name(steps, step, output))));
        for (Path file : files.values()) {
            if (Files.exists(file)) {
                throw new FileAlreadyExistsException(file.toString());
            }
        }
        Files.createDirectories(folder);
        for (Map.Entry<String, Artifact> output : record.outputs().entrySet()) {
            try (InputStream bytes =
                    Files.newInputStream(store.content().path(output.getValue().digest()))) {
                Files.copy(bytes, files.getOrDefault(output.getKey(), folder));
            }
        }
        return files;
    }

    /** Steps may have gone since; a record may come from a stranger, so the name is a plain one in any case. */
    private static String name(StepRegistry steps, String step, String output) {
        return steps.find(step)
                .flatMap(known -> known.descriptor().output(output))
                .map(OutputSlot::fileName)
                .orElse(output.replaceAll("[^A-Za-z0-9_-]", "_"));
    }
}
