package dev.retrace.engine.repeat;

import dev.retrace.cache.disk.FileStamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files that something rests on, as they were.
 *
 * @param grounds each of them
 */
record Foundation(List<Ground> grounds) {

    /**
     * One file or folder.
     *
     * @param path in full
     * @param stamp what it must be; null where nothing may be
     */
    record Ground(String path, @Nullable FileStamp stamp) {

        boolean holds() throws IOException {
            Path file = Path.of(path);
            return stamp == null ? Files.notExists(file, LinkOption.NOFOLLOW_LINKS) : stamp.equals(FileStamp.of(file));
        }
    }

    Foundation {
        grounds = List.copyOf(grounds);
    }

    /**
     * Whether all of them are still as they were.
     *
     * @throws IOException if one cannot be looked at, such as one that is gone
     */
    boolean holds() throws IOException {
        for (Ground ground : grounds) {
            if (!ground.holds()) {
                return false;
            }
        }
        return true;
    }
}
