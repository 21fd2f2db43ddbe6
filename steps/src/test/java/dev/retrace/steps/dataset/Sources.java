package dev.retrace.steps.dataset;

import dev.retrace.engine.step.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Files and folders as the engine hands them to a step, with zeros for digests. */
public final class Sources {

    private Sources() {}

    public static Source of(Path path) throws IOException {
        TreeMap<String, String> files = new TreeMap<>();
        if (Files.isRegularFile(path)) {
            files.put("", "0".repeat(64));
        } else {
            for (Path file : regularFiles(path)) {
                files.put(path.relativize(file).toString().replace('\\', '/'), "0".repeat(64));
            }
        }
        return new Source(path.getFileName().toString(), path, files);
    }

    static Source written(Path folder, String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, content, StandardCharsets.UTF_8);
        return of(file);
    }

    private static List<Path> regularFiles(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
