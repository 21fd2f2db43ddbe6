package dev.retrace.engine.step;

import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A file or folder of the user's that a parameter names; only its content enters the key.
 *
 * @param location as the workflow writes it, for messages
 * @param path the file or folder
 * @param files for a folder, relative name (with {@code /}) to SHA-256; for a file, one entry with
 *     the empty name
 */
public record Source(String location, Path path, SortedMap<String, String> files) {

    public Source {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /** Whether the source is one file. */
    public boolean isFile() {
        return files.containsKey("");
    }

    /** The path of one of {@link #files}. */
    public Path resolve(String name) {
        return name.isEmpty() ? path : path.resolve(name);
    }
}
