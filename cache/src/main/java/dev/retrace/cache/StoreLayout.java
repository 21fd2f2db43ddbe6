package dev.retrace.cache;

import dev.retrace.cache.disk.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Where everything lies in a store; paths only.
 *
 * <pre>
 * store.json            {"format":1}
 * cas/ab/abcd…          bytes, by their digest
 * ac/ab/abcd….json      one record, by its key
 * leases/abcd….json     who computes a key
 * tmp/                  in the making, by host, boot, process and a random number
 * trash/TIME/abcd…      blobs and records that a collection took, for a day
 * runs/ID/run.json      what one run did; its reports beside, and run.jsonl while it goes on
 * runs/ID/process.json  which process that is
 * runs/ID/pinned        if no collection may take what it rests on
 * files/                digests of files elsewhere, by path and by digest
 * index/                H2
 * repeats/abcd…         what a command says as long as nothing changes, by the digest of its meaning
 * </pre>
 */
record StoreLayout(Path root) {

    /** Of the files; a newer one is refused. */
    static final int FORMAT = 1;

    private static final int FAN = 256;
    private static final int GROWING = 16;

    Path format() {
        return root.resolve("store.json");
    }

    Path blobs() {
        return root.resolve("cas");
    }

    Path blob(Digest digest) {
        return fanned(blobs(), digest, "");
    }

    Path records() {
        return root.resolve("ac");
    }

    Path record(Digest key) {
        return fanned(records(), key, ".json");
    }

    Path leases() {
        return root.resolve("leases");
    }

    Path lease(Digest key) {
        return leases().resolve(key.hex() + ".json");
    }

    Path scratch() {
        return root.resolve("tmp");
    }

    Path trash() {
        return root.resolve("trash");
    }

    Path runs() {
        return root.resolve("runs");
    }

    /** What is remembered of the file at a path with this digest. */
    Path stamp(Digest ofPath) {
        return fanned(root.resolve("files").resolve("stamps"), ofPath, ".json");
    }

    /** Where files with this content were seen. */
    Path places(Digest content) {
        return fanned(root.resolve("files").resolve("places"), content, ".json");
    }

    Path repeats() {
        return root.resolve("repeats");
    }

    Path index() {
        return root.resolve("index");
    }

    /**
     * Once a store begins to grow, makes all folders of its blobs or records when the next one is due.
     * One by one each would have to be forced to disk when its first file comes, which in the first
     * thousand cells takes as long as a third of all that is forced.
     *
     * @param file a blob or a record that is about to be published
     */
    void makeRoomFor(Path file) throws IOException {
        Path folder = file.getParent();
        if (folder == null || Files.isDirectory(folder)) {
            return;
        }
        Path above = folder.getParent();
        String[] siblings = above == null ? null : above.toFile().list();
        if (above != null && siblings != null && siblings.length >= GROWING) {
            for (int start = 0; start < FAN; start++) {
                Files.createDirectories(above.resolve(HexFormat.of().toHexDigits((byte) start)));
            }
            AtomicFiles.force(above);
        }
    }

    /** 256 folders, so that none grows long. */
    private static Path fanned(Path folder, Digest digest, String suffix) {
        return folder.resolve(digest.hex().substring(0, 2)).resolve(digest.hex() + suffix);
    }
}
