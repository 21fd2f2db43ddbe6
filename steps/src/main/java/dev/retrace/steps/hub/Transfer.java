package dev.retrace.steps.hub;

import dev.retrace.engine.step.SourceFetcher.Network;
import dev.retrace.engine.step.StepException;
import dev.retrace.engine.step.UnreachableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/** Brings one file whole to its place: goes on where an earlier attempt ended, and checks the bytes. */
final class Transfer {

    private static final int PIECE = 1 << 18;
    private static final long TOLD_EVERY = 64L << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A lock of a file holds other processes off, but not other threads of this one. */
    private static final ReentrantLock THIS_PROCESS = new ReentrantLock();

    private final Web web;
    private final Network network;
    private final Duration pause;

    Transfer(Web web, Network network, Duration pause) {
        this.web = web;
        this.network = network;
        this.pause = pause;
    }

    /**
     * Fetches a file, unless it is there.
     *
     * @param target gets the file at once or not at all
     * @param lock held meanwhile, so that two processes do not fetch it both
     * @throws StepException if the bytes that come are not those described
     */
    void bring(URI address, Web.Described described, Path target, Path lock) throws IOException, InterruptedException {
        Files.createDirectories(target.getParent());
        Files.createDirectories(lock.getParent());
        THIS_PROCESS.lockInterruptibly();
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            if (held.isValid() && !Files.isRegularFile(target)) {
                fetch(address, described, target);
            }
        } finally {
            THIS_PROCESS.unlock();
        }
    }

    /** How many bytes of a file are here already. */
    static long begun(Path target) throws IOException {
        return Math.max(length(target), length(partial(target)));
    }

    private static Path partial(Path target) {
        return target.resolveSibling(target.getFileName() + ".incomplete");
    }

    private void fetch(URI address, Web.Described described, Path target) throws IOException, InterruptedException {
        Path partial = partial(target);
        requireSpace(address, described.size(), length(partial), Objects.requireNonNull(partial.getParent()));
        boolean resumed = length(partial) > 0;
        download(address, described, partial);
        if (!described.digest().fits(partial)) {
            Files.delete(partial);
            if (!resumed) {
                throw wrong(address, described);
            }
            download(address, described, partial); // what an earlier attempt left may have been wrong
            if (!described.digest().fits(partial)) {
                Files.delete(partial);
                throw wrong(address, described);
            }
        }
        try (FileChannel written = FileChannel.open(partial, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private void download(URI address, Web.Described described, Path partial) throws IOException, InterruptedException {
        while (true) {
            long before = length(partial);
            try {
                new Attempts(pause, network).of(address, () -> {
                    append(address, described, partial);
                    return partial;
                });
                return;
            } catch (UnreachableException gaveUp) {
                if (length(partial) <= before) {
                    throw gaveUp;
                }
            }
        }
    }

    private static long length(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /** Goes on with a file; ends normally only when it has its whole length. */
    private void append(URI address, Web.Described described, Path partial) throws IOException, InterruptedException {
        long have = length(partial);
        if (described.size() >= 0 && have > described.size()) {
            Files.delete(partial);
            have = 0;
        }
        if (have > 0 && have == described.size()) {
            return;
        }
        HttpResponse<InputStream> answer = web.get(address, have);
        long from = answer.statusCode() == 206
                        && Web.header(answer, "content-range").startsWith("bytes " + have + "-")
                ? have
                : 0;
        if (answer.statusCode() == 416 || (answer.statusCode() == 206 && from != have)) {
            answer.body().close();
            Files.deleteIfExists(partial);
            throw new IOException("the server does not go on at byte " + have + " of " + address);
        }
        long length = copy(address, answer, described.size(), from, partial);
        if (described.size() >= 0 && length != described.size()) {
            throw new IOException(
                    "the connection ended after " + length + " of " + described.size() + " bytes of " + address);
        }
    }

    private long copy(URI address, HttpResponse<InputStream> answer, long size, long from, Path partial)
            throws IOException {
        long length = from;
        long told = from;
        StandardOpenOption how = from == 0 ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND;
        try (InputStream in = answer.body();
                Watchdog watchdog = new Watchdog(in, PATIENCE);
                OutputStream out =
                        Files.newOutputStream(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
            byte[] piece = new byte[PIECE];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                watchdog.moved();
                length += read;
                if (size >= 0 && length > size) {
                    break; // more than announced: the caller refuses the length
                }
                out.write(piece, 0, read);
                if (length - told >= TOLD_EVERY || length == size) {
                    told = length;
                    network.tell(progress(address, length, size));
                }
            }
        }
        return length;
    }

    private static String progress(URI address, long length, long size) {
        String name = address.getPath().substring(address.getPath().lastIndexOf('/') + 1);
        String of = size > 0 ? " of " + megabytes(size) + " MB (" + 100 * length / size + "%)" : " MB";
        return "  " + name + ": " + megabytes(length) + of;
    }

    static long megabytes(long bytes) {
        return (bytes + 999_999) / 1_000_000;
    }

    /**
     * The bytes that are free in a folder.
     *
     * @param what is to lie there
     * @param have bytes of it that are there already
     * @throws StepException if the rest does not fit
     */
    static long requireSpace(Object what, long size, long have, Path folder) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        if (size - have > free) {
            throw new StepException(what + ": has " + size + " bytes, but only " + free
                    + " are free where it is to lie (" + folder + "). Free some, or set HF_HUB_CACHE to a"
                    + " folder on a larger disk.");
        }
        return free;
    }

    private static StepException wrong(URI address, Web.Described described) {
        return new StepException(address + ": the bytes that came do not have the digest "
                + described.digest().hex()
                + " that was announced; they were thrown away. Try again later, or over another network.");
    }
}
