package dev.retrace.cache;

import dev.retrace.cache.disk.AtomicFiles;
import dev.retrace.cache.disk.Scratch;
import dev.retrace.cache.disk.StoredFile;
import dev.retrace.cache.disk.Trash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * A folder that keeps work: its bytes, its records, who is at it, and what runs did. Several
 * processes and machines may use it at once; opening it is cheap and takes no lock.
 */
public final class Store {

    /** Who holds this key may take things out of use. */
    private static final Digest COLLECTION = Digest.of("collection of garbage");

    private static final String FORMAT = "{\"format\":" + StoreLayout.FORMAT + "}";

    private final StoreLayout layout;
    private final boolean writable;
    private final Scratch scratch;
    private final AtomicFiles files;
    private final Trash trash;
    private final ContentStore content;
    private final ActionCache actions;
    private final Leases leases;
    private final FileDigests digests;
    private final RunHistory runs;
    private final RepeatMemory repeats;

    private Store(StoreLayout layout, boolean writable) {
        this.layout = layout;
        this.writable = writable;
        this.scratch = new Scratch(layout.scratch());
        this.files = writable
                ? AtomicFiles.through(scratch)
                : AtomicFiles.refusing(() -> StoreException.readOnly(layout.root()));
        this.trash = new Trash(layout.trash(), writable);
        this.content = new ContentStore(layout, files, trash, writable);
        this.actions = new ActionCache(layout, files, content, trash);
        this.leases = new Leases(layout, files);
        this.digests = new FileDigests(layout, files, content, writable);
        this.runs = new RunHistory(layout, files);
        this.repeats = new RepeatMemory(layout, files);
    }

    /**
     * Opens the store in this folder, or makes one.
     *
     * @throws StoreException if it cannot be written, or has a newer format; says what to do
     */
    public static Store open(Path root) throws IOException {
        StoreLayout layout = new StoreLayout(root.toAbsolutePath().normalize());
        Store store = new Store(layout, true);
        try {
            for (Path folder : List.of(layout.blobs(), layout.records(), layout.leases(), layout.scratch())) {
                Files.createDirectories(folder);
            }
            store.declareFormat();
        } catch (IOException failure) {
            throw StoreException.cannotWrite(layout.root(), failure);
        }
        store.requireKnownFormat();
        return store;
    }

    /**
     * Opens an existing store without changing anything in it.
     *
     * @throws StoreException if there is none, or it has a newer format
     */
    public static Store openReadOnly(Path root) throws IOException {
        Store store = new Store(new StoreLayout(root.toAbsolutePath().normalize()), false);
        store.requireKnownFormat();
        return store;
    }

    /** The folder. */
    public Path root() {
        return layout.root();
    }

    /** Whether the store may change through this object. */
    public boolean writable() {
        return writable;
    }

    /** Bytes by their digest. */
    public ContentStore content() {
        return content;
    }

    /** Records of work by their key. */
    public ActionCache actions() {
        return actions;
    }

    /** Who computes what. */
    public Leases leases() {
        return leases;
    }

    /** Digests of files outside the store. */
    public FileDigests files() {
        return digests;
    }

    /** What runs did. */
    public RunHistory runs() {
        return runs;
    }

    /** What commands say as long as nothing changes. */
    public RepeatMemory repeats() {
        return repeats;
    }

    /** Whether the folder is a store that remembers what commands say; it is not opened. */
    public static boolean remembers(Path root) {
        return new StoreLayout(root.toAbsolutePath().normalize())
                .repeats()
                .toFile()
                .isDirectory();
    }

    /** Where the index lies, unless something speaks against it. */
    public Path indexFolder() {
        return layout.index();
    }

    /** What collections took, for a while. */
    public Trash trash() {
        return trash;
    }

    /** The right to take things out of use, unless another process has it. */
    public Optional<Lease> beginCollection() throws IOException {
        requireWritable();
        return leases.acquire(COLLECTION);
    }

    /**
     * The file of these bytes, for somebody who is about to open it: no collection takes it within a
     * day, or while a run is at work that has begun already.
     *
     * <p>A collection looks at each file's age after it has announced itself; this makes the file young
     * before it looks for that announcement. So one of the two sees the other.
     */
    public Path lend(Digest digest) throws IOException {
        content.renew(digest);
        if (writable && Files.exists(layout.lease(COLLECTION))) {
            leases.await(COLLECTION);
            content.renew(digest);
        }
        return content.path(digest);
    }

    /** The keys that somebody computes just now. */
    public Set<Digest> busy() throws IOException {
        Set<Digest> busy = leases.held();
        busy.remove(COLLECTION);
        return busy;
    }

    /** Blobs and records that were found to be other than their names say, and moved aside. */
    public List<StoredFile> quarantined() throws IOException {
        List<StoredFile> all = new ArrayList<>(StoredFile.below(layout.blobs()));
        all.addAll(StoredFile.below(layout.records()));
        all.removeIf(file -> !file.path().getFileName().toString().contains(ContentStore.CORRUPT));
        return all;
    }

    /** What {@link #recover} would remove of temporary files and folders. */
    public List<Path> abandoned() throws IOException {
        return scratch.leftByTheDead();
    }

    /** A fresh folder to work in, on the store's file system. Its user removes it in the end. */
    public Path newScratch() throws IOException {
        requireWritable();
        return scratch.newFolder();
    }

    /**
     * Removes what dead processes of this machine left: scratch folders, half-written files, leases.
     * Never touches what the living have. Without it nothing is wrong, only full.
     */
    public void recover() throws IOException {
        requireWritable();
        scratch.sweep();
        leases.sweep();
    }

    /** Whether nobody has a lease, be it one that the dead have left, and {@link #recover} would remove nothing. */
    public boolean isQuiet() throws IOException {
        return leases.none() && scratch.leftByTheDead().isEmpty();
    }

    private void requireWritable() {
        if (!writable) {
            throw StoreException.readOnly(layout.root());
        }
    }

    /** Writes the format beside an existing one and away again: that also tells whether it can be written. */
    private void declareFormat() throws IOException {
        Path temporary = files.temporary();
        try {
            if (Files.exists(layout.format())) {
                Files.createFile(temporary);
            } else {
                AtomicFiles.write(temporary, FORMAT.getBytes(StandardCharsets.UTF_8));
                files.publish(temporary, layout.format());
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private void requireKnownFormat() throws IOException {
        String text;
        try {
            text = Files.readString(layout.format());
        } catch (NoSuchFileException noStore) {
            throw StoreException.cannotRead(layout.root(), noStore);
        }
        if (text.equals(FORMAT)) {
            return; // without loading a JSON reader
        }
        int format = formatIn(text);
        if (format > StoreLayout.FORMAT) {
            throw StoreException.newerFormat(layout.root(), format);
        }
    }

    private int formatIn(String text) {
        try {
            JsonNode format = CanonicalJson.read(text).path("format");
            if (format.isInt() && format.intValue() > 0) {
                return format.intValue();
            }
        } catch (IllegalArgumentException notJson) {
            throw StoreException.unreadableFormat(layout.format(), text);
        }
        throw StoreException.unreadableFormat(layout.format(), text);
    }
}
