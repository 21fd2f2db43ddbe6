package dev.retrace.engine.torch.install;

import dev.retrace.cache.disk.AtomicFiles;
import dev.retrace.engine.step.NotHereException;
import dev.retrace.engine.step.SourceFetcher;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.yaml.Quantities;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Installs PyTorch's CUDA libraries into the user's cache folder, all of them or none. */
public final class NativesInstaller {

    /** What an installation is said to be if there is none. */
    public static final String NOT_THERE = "it is not there";

    /** Names another place than DJL's own; for mirrors and tests. */
    private static final String ADDRESS = "RETRACE_NATIVES";

    private static final String DJL = "https://publish.djl.ai/pytorch";
    private static final long LARGEST = 6L << 30; // of one file, packed or not; the largest known has 1.5 GiB
    private static final int GROWTH = 3; // libraries unpack to twice or three times their size
    private static final long TOLD_EVERY = 64L << 20;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /**
     * What would be fetched.
     *
     * @param address of the release
     * @param files to fetch
     */
    public record Offer(String address, List<RemoteFile> files) {

        public Offer {
            files = List.copyOf(files);
        }

        /** Bytes to fetch in all. */
        public long size() {
            return files.stream().mapToLong(RemoteFile::size).sum();
        }
    }

    /**
     * A library on the server.
     *
     * @param name unpacked
     * @param size packed, in bytes
     */
    public record RemoteFile(String name, URI address, long size) {}

    private final Map<String, String> environment;
    private final Release release = Release.FITTING;
    private final Path place;
    private final Consumer<String> tell;
    private final NativesServer server;

    /** @param tell hears how far it is */
    public NativesInstaller(Map<String, String> environment, Consumer<String> tell) {
        this(environment, tell, PAUSE);
    }

    NativesInstaller(Map<String, String> environment, Consumer<String> tell, Duration pause) {
        this.environment = Map.copyOf(environment);
        this.place = InstalledNatives.place(environment);
        this.tell = tell;
        this.server = new NativesServer(address(environment), pause);
    }

    private static URI address(Map<String, String> environment) {
        String address = environment.getOrDefault(ADDRESS, DJL);
        try {
            return URI.create(address);
        } catch (IllegalArgumentException malformed) {
            throw new StepException(ADDRESS + "=" + address + " is no address: " + malformed.getMessage());
        }
    }

    /** Where the libraries lie, or will. */
    public Path folder() {
        return place.resolve(release.folder());
    }

    /** About how much room an offer takes, unpacked. */
    public long room(Offer offer) {
        return offer.size() * GROWTH;
    }

    /** What of an installation is not as it was installed; {@link #NOT_THERE} if there is none. */
    public List<String> damages() throws IOException {
        if (!Files.isRegularFile(folder().resolve(Manifest.FILE))) {
            return List.of(NOT_THERE);
        }
        return Manifest.read(folder()).damages(folder());
    }

    /**
     * What the server has, asked of it file by file.
     *
     * @throws NotHereException if the network may not be used
     * @throws StepException if it is not what such a server has
     */
    public Offer look() throws InterruptedException {
        String forbidden = SourceFetcher.Network.forbiddenBy(environment);
        if (!forbidden.isEmpty()) {
            throw new NotHereException("not here: PyTorch's CUDA libraries, and " + forbidden
                    + "; on a machine with a network run this command and copy " + folder() + " here");
        }
        URI list = server.address(release.version() + "/files.txt");
        List<RemoteFile> files = new ArrayList<>();
        for (FileList.Listed listed : FileList.of(server.text(list), release, list.toString())) {
            URI address = server.address(release.version() + "/" + listed.path());
            long size = server.size(address);
            if (size > LARGEST) {
                throw new StepException(address + " has " + Quantities.shownMemory(size)
                        + ", more than any such library" + " has; nothing is fetched");
            }
            files.add(new RemoteFile(listed.name(), address, size));
        }
        return new Offer(server.address(release.version()).toString(), files);
    }

    /**
     * Fetches and installs what is offered; the same again goes on where it was interrupted.
     *
     * @throws StepException if the disk has too little room, or what comes is not what was offered
     */
    public List<String> install(Offer offer) throws IOException, InterruptedException {
        Files.createDirectories(place);
        Path lock = place.resolve("." + release.folder() + ".lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = hold(channel)) {
            if (!held.isValid()) {
                throw anotherInstalls();
            }
            return whileHeld(offer);
        }
    }

    private static FileLock hold(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return lock;
            }
        } catch (OverlappingFileLockException inThisProcess) {
            // told below
        }
        throw anotherInstalls();
    }

    private static StepException anotherInstalls() {
        return new StepException("another process installs the same libraries right now; wait for it");
    }

    private List<String> whileHeld(Offer offer) throws IOException, InterruptedException {
        Path making = Files.createDirectories(place.resolve("." + release.folder() + ".part"));
        requireRoom(offer, making);
        List<Manifest.Entry> entries = new ArrayList<>();
        List<String> told = new ArrayList<>();
        for (RemoteFile file : offer.files()) {
            Path library = making.resolve(file.name());
            if (!Files.isRegularFile(library)) {
                bring(file, library);
            }
            Manifest.Entry entry = Manifest.Entry.of(library);
            entries.add(entry);
            told.add("sha256:" + entry.sha256() + "  " + entry.name());
        }
        keepOnly(making, entries);
        new Manifest(offer.address(), entries).write(making);
        publish(making);
        return told;
    }

    private void requireRoom(Offer offer, Path making) throws IOException {
        long missing = 0;
        for (RemoteFile file : offer.files()) {
            missing += Files.isRegularFile(making.resolve(file.name())) ? 0 : file.size();
        }
        long free = Files.getFileStore(making).getUsableSpace();
        if (missing > free / GROWTH) {
            throw new StepException("the libraries take about " + Quantities.shownMemory(missing * GROWTH)
                    + " unpacked, but only " + Quantities.shownMemory(free) + " are free for " + place
                    + "; free some, or name another cache folder with XDG_CACHE_HOME");
        }
    }

    private void bring(RemoteFile file, Path library) throws IOException, InterruptedException {
        Path packed = library.resolveSibling(file.name() + ".packed");
        boolean resumed = Files.exists(packed);
        if (resumed && Files.size(packed) > file.size()) {
            Files.delete(packed);
        }
        fetch(file, packed);
        try {
            unpack(packed, library);
        } catch (ZipException | EOFException corrupt) {
            Files.deleteIfExists(packed);
            if (!resumed) {
                throw new StepException(file.address() + ": what came is no whole gzip (" + corrupt.getMessage()
                        + "); it was thrown away. Try again later, or over another network");
            }
            tell.accept("  " + file.name() + ": what an earlier attempt left does not fit; from the start");
            bring(file, library);
            return;
        }
        Files.delete(packed);
    }

    private void fetch(RemoteFile file, Path packed) throws IOException, InterruptedException {
        long[] told = {Files.exists(packed) ? Files.size(packed) : 0};
        server.fetch(file.address(), file.size(), packed, have -> {
            if (have - told[0] >= TOLD_EVERY || have == file.size()) {
                told[0] = have;
                tell.accept("  " + file.name() + ": " + Quantities.shownMemory(have) + " of "
                        + Quantities.shownMemory(file.size()));
            }
        });
    }

    private static void unpack(Path packed, Path library) throws IOException {
        Path temporary = library.resolveSibling(library.getFileName() + ".unpacked");
        try (InputStream in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(packed)), 1 << 16);
                OutputStream out = Files.newOutputStream(temporary)) {
            byte[] piece = new byte[1 << 18];
            long length = 0;
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                length += read;
                if (length > LARGEST) {
                    throw new StepException(library.getFileName() + " unpacks to more than "
                            + Quantities.shownMemory(LARGEST) + ", as no library does");
                }
                out.write(piece, 0, read);
            }
        } catch (IOException | RuntimeException failed) {
            Files.deleteIfExists(temporary);
            throw failed;
        }
        AtomicFiles.force(temporary);
        Files.move(temporary, library, StandardCopyOption.ATOMIC_MOVE);
    }

    /** DJL loads every library of the folder: nothing else may lie there, such as of an earlier list. */
    private static void keepOnly(Path making, List<Manifest.Entry> entries) throws IOException {
        List<String> kept = entries.stream().map(Manifest.Entry::name).toList();
        try (Stream<Path> files = Files.list(making)) {
            for (Path file : files.toList()) {
                if (!kept.contains(String.valueOf(file.getFileName()))) {
                    Files.delete(file);
                }
            }
        }
    }

    private void publish(Path making) throws IOException {
        AtomicFiles.force(making);
        Path target = folder();
        if (Files.exists(target)) {
            Path aside = Files.createTempDirectory(place, ".old-");
            Files.move(target, aside.resolve("damaged"), StandardCopyOption.ATOMIC_MOVE);
            Files.move(making, target, StandardCopyOption.ATOMIC_MOVE);
            remove(aside);
        } else {
            Files.move(making, target, StandardCopyOption.ATOMIC_MOVE);
        }
        AtomicFiles.force(place);
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) { // does not follow links
            for (Path each : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(each);
            }
        }
    }
}
