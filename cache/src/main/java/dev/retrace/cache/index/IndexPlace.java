package dev.retrace.cache.index;

import dev.retrace.cache.Digest;
import dev.retrace.cache.Store;
import dev.retrace.cache.disk.NetworkFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Decides where a store's index lies: in the store, unless that is read only or on a network file
 * system, where H2 cannot lock its file; then in the user's cache folder.
 *
 * @param cacheFolder the user's
 * @param fileSystem the type of the file system that the store is on, as {@code ext4}
 */
record IndexPlace(Path cacheFolder, String fileSystem) {

    /** The place for this store on this machine. */
    static Path of(Store store) throws IOException {
        String type = Files.getFileStore(store.root()).type();
        return new IndexPlace(userCache(), type).folder(store);
    }

    Path folder(Store store) throws IOException {
        if (store.writable() && !NetworkFileSystem.isOne(fileSystem) && canBeInUrl(store.indexFolder())) {
            return store.indexFolder();
        }
        String name = Digest.of(store.root().toRealPath().toString()).hex();
        return cacheFolder.resolve("retrace").resolve(name);
    }

    /** After a semicolon H2 reads settings, some of which run code. */
    static boolean canBeInUrl(Path folder) {
        return folder.toString().indexOf(';') < 0;
    }

    private static Path userCache() {
        String configured = System.getenv("XDG_CACHE_HOME");
        return configured != null && Path.of(configured).isAbsolute() // the XDG specification ignores others
                ? Path.of(configured)
                : Path.of(System.getProperty("user.home"), ".cache");
    }
}
