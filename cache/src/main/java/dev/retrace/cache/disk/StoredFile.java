package dev.retrace.cache.disk;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file as it was when somebody looked.
 *
 * @param path where it lies
 * @param size in bytes; 0 for a folder
 * @param touched when it was made or last wanted, by the clock of the file system
 */
public record StoredFile(Path path, long size, Instant touched) {

    /** The file there, if there is one. */
    public static Optional<StoredFile> of(Path path) throws IOException {
        try {
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
            long size = found.isDirectory() ? 0 : found.size();
            return Optional.of(
                    new StoredFile(path, size, found.lastModifiedTime().toInstant()));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    /** What lies in a folder, sorted; nothing if the folder is not there. */
    public static List<Path> list(Path folder) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(entries::add);
        } catch (NoSuchFileException | NotDirectoryException none) {
            return entries;
        }
        entries.sort(null);
        return entries;
    }

    /** All that lies in the 256 folders below this one. */
    public static List<StoredFile> below(Path folder) throws IOException {
        List<StoredFile> files = new ArrayList<>();
        for (Path fan : list(folder)) {
            for (Path path : list(fan)) {
                of(path).ifPresent(files::add);
            }
        }
        return files;
    }
}
