package dev.retrace.cache;

import dev.retrace.cache.process.Holder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The right to compute a key, until closed. Mutable: its heartbeat counts.
 *
 * <p>The heartbeat is one write of constant width into the open file. So a process that slept, was
 * taken for dead and wakes up beats into the file that was moved away, never into its successor's.
 */
public final class Lease implements AutoCloseable {

    private static final String FILE_START = "{\"sequence\":";
    private static final int SEQUENCE_WIDTH = 20;

    /** One thread for the leases of all stores; it must not keep the process alive. */
    private static final ScheduledThreadPoolExecutor HEART = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, "retrace-heartbeat");
        thread.setDaemon(true);
        return thread;
    });

    static {
        HEART.setRemoveOnCancelPolicy(true); // or the closed would be kept until their next beat
    }

    private final Leases leases;
    private final Digest key;
    private final Path file;
    private final Holder holder;
    private final FileChannel channel;
    private final Future<?> heartbeat;
    private long sequence;

    private Lease(Leases leases, Digest key, Path file, Holder holder, FileChannel channel) {
        this.leases = leases;
        this.key = key;
        this.file = file;
        this.holder = holder;
        this.channel = channel;
        long period = leases.heartbeat().toNanos();
        this.heartbeat = HEART.scheduleAtFixedRate(this::beat, period, period, TimeUnit.NANOSECONDS);
    }

    /** Starts the heartbeat of a lease whose file was just created. */
    static Lease start(Leases leases, Digest key, Path file, Holder holder) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        return new Lease(leases, key, file, holder, channel);
    }

    /** What may be computed. */
    public Digest key() {
        return key;
    }

    /** Gives the right back. */
    @Override
    public void close() {
        heartbeat.cancel(false);
        try {
            stop();
            leases.remove(file, holder.owner());
        } catch (IOException failure) {
            throw new UncheckedIOException("the lease " + file + " cannot be released; delete it", failure);
        }
    }

    private synchronized void stop() throws IOException {
        channel.close();
    }

    private synchronized void beat() {
        if (!channel.isOpen()) {
            return;
        }
        sequence++;
        try {
            channel.write(ByteBuffer.wrap(ascii(padded(sequence))), FILE_START.length());
            channel.force(false); // over a network: to the server, where others look
        } catch (IOException missed) {
            // A missed beat. After enough of them others take over, and should.
        }
    }

    /** The bytes of a lease file. */
    static byte[] write(Holder holder) {
        String rest = CanonicalJson.write(JsonNodeFactory.instance
                .objectNode()
                .put("host", holder.host())
                .put("boot", holder.bootId())
                .put("pid", holder.pid())
                .put("start", holder.processStart())
                .put("owner", holder.owner()));
        return (FILE_START + padded(holder.sequence()) + "," + rest.substring(1)).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a lease file. One that says nothing sensible, as after a power cut, has a holder about whom
     * nothing is known, so that it is given up once it has not changed for long enough.
     */
    static Holder parse(byte[] bytes) {
        try {
            JsonNode json = CanonicalJson.read(new String(bytes, StandardCharsets.UTF_8));
            return new Holder(
                    json.path("host").asString(""),
                    json.path("boot").asString(""),
                    json.path("pid").asLong(0),
                    json.path("start").asLong(0),
                    json.path("owner").asString(""),
                    json.path("sequence").asLong(0));
        } catch (IllegalArgumentException unreadable) {
            return new Holder("", "", 0, 0, "unreadable:" + Digest.of(bytes).brief(), 0);
        }
    }

    private static String padded(long sequence) {
        return String.format("%" + SEQUENCE_WIDTH + "d", sequence);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
