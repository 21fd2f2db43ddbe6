package dev.retrace.steps.weights;

import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the entries of a zip archive lie that stores them as they are (APPNOTE 6.3, zip64 included).
 *
 * <p>The JDK's reader gives no positions. Compressed and encrypted entries are refused, and so are
 * entries that overlap, lie outside the file, or have one name: each is a way to show two readers two
 * different files. Sizes are those of the central directory; PyTorch leaves them out of the entries'
 * own headers.
 */
final class ZipEntries {

    /**
     * An entry.
     *
     * @param position of its first byte in the file
     * @param bytes how many
     */
    record Entry(long position, long bytes) {}

    private record Listed(String name, long header, long bytes) {}

    private static final int LOCAL = 0x04034b50;
    private static final int LISTED = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int LOCATOR_64 = 0x07064b50;
    private static final int LOCAL_BYTES = 30;
    private static final int LISTED_BYTES = 46;
    private static final int END_BYTES = 22;
    private static final int END_64_BYTES = 56;
    private static final int LOCATOR_BYTES = 20;
    private static final int MAX_COMMENT = 0xffff;
    private static final long IN_ZIP64 = 0xffff_ffffL;
    private static final int ENCRYPTED = 1;
    private static final int MAX_ENTRIES = 200_000;
    private static final long MAX_DIRECTORY = 32L << 20;

    private final Path file;
    private final FileChannel channel;
    private final long size;

    private ZipEntries(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        this.size = channel.size();
    }

    /** All entries by name. */
    static Map<String, Entry> read(Path file, FileChannel channel) throws IOException {
        ZipEntries zip = new ZipEntries(file, channel);
        try {
            return zip.read();
        } catch (BufferUnderflowException end) {
            throw zip.broken("its directory is cut short");
        }
    }

    private Map<String, Entry> read() throws IOException {
        long end = end();
        ByteBuffer record = bytes(end, END_BYTES);
        long count = record.getShort(10) & 0xffff;
        long length = record.getInt(12) & IN_ZIP64;
        long start = record.getInt(16) & IN_ZIP64;
        if (count == 0xffff || length == IN_ZIP64 || start == IN_ZIP64) {
            ByteBuffer wide = bytes(end64(end), END_64_BYTES);
            count = wide.getLong(32);
            length = wide.getLong(40);
            start = wide.getLong(48);
        }
        if (start < 0 || length < 0 || start > end || length > end - start || length > MAX_DIRECTORY) {
            throw broken("its directory claims " + length + " bytes at " + start + ", which is no place in the file");
        }
        if (count < 0 || count > MAX_ENTRIES || count * LISTED_BYTES > length) {
            throw broken("its directory claims " + Long.toUnsignedString(count) + " entries in " + length + " bytes");
        }
        ByteBuffer directory = bytes(start, (int) length);
        List<Listed> listed = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            listed.add(listed(directory));
        }
        return placed(listed, start);
    }

    /** The end record lies at the very end, but for a comment whose length it tells. */
    private long end() throws IOException {
        int tail = (int) Math.min(size, END_BYTES + MAX_COMMENT);
        ByteBuffer last = bytes(size - tail, tail);
        for (int at = tail - END_BYTES; at >= 0; at--) {
            if (last.getInt(at) == END && (last.getShort(at + END_BYTES - 2) & 0xffff) == tail - at - END_BYTES) {
                return size - tail + at;
            }
        }
        throw broken("it begins as a zip archive, but has no end: it is cut short");
    }

    private long end64(long end) throws IOException {
        if (end < LOCATOR_BYTES) {
            throw broken("it lacks the record of a large archive");
        }
        ByteBuffer locator = bytes(end - LOCATOR_BYTES, LOCATOR_BYTES);
        long at = locator.getLong(8);
        if (locator.getInt(0) != LOCATOR_64
                || at < 0
                || at > end - END_64_BYTES
                || bytes(at, 4).getInt(0) != END_64) {
            throw broken("it lacks the record of a large archive");
        }
        return at;
    }

    private Listed listed(ByteBuffer directory) {
        ByteBuffer fixed = slice(directory, LISTED_BYTES);
        String name = name(slice(directory, fixed.getShort(28) & 0xffff));
        ByteBuffer extra = slice(directory, fixed.getShort(30) & 0xffff);
        slice(directory, fixed.getShort(32) & 0xffff);
        if (fixed.getInt(0) != LISTED) {
            throw broken("its directory is damaged at the entry '" + name + "'");
        }
        if (fixed.getShort(10) != 0 || (fixed.getShort(8) & ENCRYPTED) != 0) {
            throw broken("its entry '" + name + "' is compressed or encrypted, which torch.save never does");
        }
        long whole = fixed.getInt(24) & IN_ZIP64;
        long packed = fixed.getInt(20) & IN_ZIP64;
        long header = fixed.getInt(42) & IN_ZIP64;
        ByteBuffer wide = wide(extra);
        whole = whole == IN_ZIP64 ? wide.getLong() : whole;
        packed = packed == IN_ZIP64 ? wide.getLong() : packed;
        header = header == IN_ZIP64 ? wide.getLong() : header;
        if (whole != packed || whole < 0 || header < 0) {
            throw broken("its entry '" + name + "' has two sizes");
        }
        return new Listed(name, header, whole);
    }

    /** The extra field of 64-bit sizes, which holds those that did not fit; empty if there is none. */
    private static ByteBuffer wide(ByteBuffer extra) {
        while (extra.remaining() >= 4) {
            int tag = extra.getShort() & 0xffff;
            ByteBuffer field = slice(extra, extra.getShort() & 0xffff);
            if (tag == 1) {
                return field;
            }
        }
        return ByteBuffer.allocate(0);
    }

    /** Looks the entries up, and checks that they follow one another before the directory. */
    private Map<String, Entry> placed(List<Listed> listed, long directory) throws IOException {
        List<Listed> byPlace = new ArrayList<>(listed);
        byPlace.sort(Comparator.comparingLong(Listed::header));
        Map<String, Entry> entries = new LinkedHashMap<>();
        long free = 0;
        for (Listed entry : byPlace) {
            if (entry.header() < free || entry.header() > directory - LOCAL_BYTES) {
                throw broken("its entry '" + entry.name() + "' overlaps another or the directory");
            }
            long begin = begin(entry);
            if (begin > directory || entry.bytes() > directory - begin) {
                throw broken("its entry '" + entry.name() + "' of " + entry.bytes() + " bytes is cut short");
            }
            free = begin + entry.bytes();
            if (entries.put(entry.name(), new Entry(begin, entry.bytes())) != null) {
                throw broken("it holds the entry '" + entry.name() + "' twice");
            }
        }
        return entries;
    }

    private long begin(Listed entry) throws IOException {
        ByteBuffer own = bytes(entry.header(), LOCAL_BYTES);
        int nameBytes = own.getShort(26) & 0xffff;
        long begin = entry.header() + LOCAL_BYTES + nameBytes + (own.getShort(28) & 0xffff);
        boolean same = own.getInt(0) == LOCAL
                && own.getShort(8) == 0
                && entry.header() + LOCAL_BYTES + nameBytes <= size
                && name(bytes(entry.header() + LOCAL_BYTES, nameBytes)).equals(entry.name());
        if (!same) {
            throw broken("its entry '" + entry.name() + "' is not where its directory says");
        }
        return begin;
    }

    private static String name(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    private static ByteBuffer slice(ByteBuffer from, int length) {
        if (length > from.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer part = from.slice(from.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        from.position(from.position() + length);
        return part;
    }

    private ByteBuffer bytes(long position, int length) throws IOException {
        ByteBuffer bytes = ChannelBytes.read(channel, position, length);
        if (bytes.remaining() < length) {
            throw broken("it is cut short");
        }
        return bytes;
    }

    private StepException broken(String what) {
        return TensorFile.damaged(file, what);
    }
}
