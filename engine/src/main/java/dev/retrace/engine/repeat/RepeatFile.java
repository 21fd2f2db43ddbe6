package dev.retrace.engine.repeat;

import dev.retrace.cache.Artifact;
import dev.retrace.cache.Digest;
import dev.retrace.cache.disk.FileStamp;
import dev.retrace.engine.repeat.Form.Blank;
import dev.retrace.engine.repeat.Foundation.Ground;
import dev.retrace.engine.run.ReportFiles.Output;
import dev.retrace.engine.run.ReportFiles.Report;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Repeat} as bytes, which are read in a moment: lists, each after its length, and at the end a
 * checksum over all of it. What is damaged in any way is refused.
 */
final class RepeatFile {

    private static final int CHECKSUM = Long.BYTES;

    private interface Writing<T> {
        void write(T value, DataOutputStream out) throws IOException;
    }

    private interface Reading<T> {
        T read(DataInputStream in) throws IOException;
    }

    private RepeatFile() {}

    static byte[] write(Repeat repeat) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            list(repeat.foundation().grounds(), out, RepeatFile::ground);
            list(repeat.announced(), out, RepeatFile::text);
            list(repeat.cells().entrySet(), out, (step, to) -> {
                text(step.getKey(), to);
                to.writeInt(step.getValue());
            });
            list(repeat.pages().entrySet(), out, (page, to) -> {
                text(page.getKey(), to);
                list(page.getValue().pieces(), to, RepeatFile::piece);
                list(page.getValue().blanks(), to, (blank, its) -> text(blank.name(), its));
            });
            list(repeat.reports(), out, (report, to) -> {
                text(report.cell(), to);
                list(report.outputs(), to, RepeatFile::output);
            });
            out.writeLong(checksum(bytes.toByteArray(), bytes.size()));
        }
        return bytes.toByteArray();
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException if the bytes are anything else
     * @throws IllegalArgumentException if they are, too
     */
    static Repeat read(byte[] bytes) throws IOException {
        int size = Math.max(0, bytes.length - CHECKSUM);
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, size));
        long told = new DataInputStream(new ByteArrayInputStream(bytes, size, bytes.length - size)).readLong();
        if (told != checksum(bytes, size)) {
            throw new IOException("its checksum is not that of its bytes");
        }
        Foundation foundation = new Foundation(list(in, RepeatFile::ground));
        List<String> announced = list(in, from -> text(from));
        Map<String, Integer> cells = new LinkedHashMap<>();
        list(in, from -> cells.put(text(from), from.readInt()));
        Map<String, Form> pages = new LinkedHashMap<>();
        list(
                in,
                from -> pages.put(
                        text(from),
                        new Form(list(from, RepeatFile::piece), list(from, its -> Blank.valueOf(text(its))))));
        List<Report> reports = list(in, from -> new Report(text(from), list(from, RepeatFile::output)));
        if (in.available() > 0) {
            throw new IOException("something follows its end");
        }
        return new Repeat(foundation, announced, cells, pages, reports);
    }

    private static void ground(Ground ground, DataOutputStream out) throws IOException {
        FileStamp stamp = ground.stamp();
        text(ground.path(), out);
        out.writeBoolean(stamp != null);
        if (stamp != null) {
            out.writeLong(stamp.device());
            out.writeLong(stamp.inode());
            out.writeLong(stamp.size());
            out.writeLong(stamp.modified());
            out.writeLong(stamp.changed());
        }
    }

    private static Ground ground(DataInputStream in) throws IOException {
        String path = text(in);
        @Nullable
        FileStamp stamp = in.readBoolean()
                ? new FileStamp(in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong())
                : null;
        return new Ground(path, stamp);
    }

    private static void text(String text, DataOutputStream out) throws IOException {
        piece(text.getBytes(StandardCharsets.UTF_8), out);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(piece(in), StandardCharsets.UTF_8);
    }

    private static void piece(byte[] piece, DataOutputStream out) throws IOException {
        out.writeInt(piece.length);
        out.write(piece);
    }

    private static byte[] piece(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a piece of " + length + " bytes is more than there is");
        }
        return in.readNBytes(length);
    }

    private static void output(Output output, DataOutputStream out) throws IOException {
        text(output.name(), out);
        text(output.extension(), out);
        text(output.artifact().digest().hex(), out);
        out.writeLong(output.artifact().size());
    }

    private static Output output(DataInputStream in) throws IOException {
        return new Output(text(in), text(in), new Artifact(new Digest(text(in)), in.readLong()));
    }

    private static <T> void list(Iterable<T> values, DataOutputStream out, Writing<T> writing) throws IOException {
        List<T> all = new ArrayList<>();
        values.forEach(all::add);
        out.writeInt(all.size());
        for (T value : all) {
            writing.write(value, out);
        }
    }

    private static <T> List<T> list(DataInputStream in, Reading<T> reading) throws IOException {
        int size = in.readInt();
        List<T> all = new ArrayList<>(); // a length may be any number; what follows is what there is
        for (int i = 0; i < size; i++) {
            all.add(reading.read(in));
        }
        return all;
    }

    private static long checksum(byte[] bytes, int size) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes, 0, size);
        return checksum.getValue();
    }
}
