package dev.retrace.steps.tensor;

import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The header of a safetensors file: which tensors lie where. Reads no tensor.
 *
 * <p>Format and checks are those of the reference reader (huggingface/safetensors), each refused with
 * words of its own; beyond it, duplicate names, absurd ranks and counts are refused.
 *
 * @param file that was read
 * @param tensors by name
 */
public record Safetensors(Path file, SortedMap<String, Entry> tensors) {

    private static final long LENGTH_BYTES = 8;
    private static final long MAX_HEADER = 100_000_000;

    /**
     * Where a tensor lies.
     *
     * @param type of its elements
     * @param shape dimensions, outermost first
     * @param position of its first byte in the file
     * @param bytes how many
     */
    public record Entry(ElementType type, List<Long> shape, long position, long bytes) {

        public Entry {
            shape = List.copyOf(shape);
        }
    }

    public Safetensors {
        tensors = Collections.unmodifiableSortedMap(new TreeMap<>(tensors));
    }

    /**
     * Reads and checks the header.
     *
     * @throws StepException if the file is not a whole, well-formed safetensors file
     */
    public static Safetensors read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            long header = headerLength(file, channel, size);
            ByteBuffer bytes = read(channel, LENGTH_BYTES, (int) header);
            long start = LENGTH_BYTES + header;
            SortedMap<String, Entry> tensors = new SafetensorsHeader(file).parse(text(file, bytes), start);
            checkLayout(file, tensors, start, size);
            return new Safetensors(file, tensors);
        }
    }

    /**
     * Where a tensor lies.
     *
     * @throws StepException if the file does not hold it
     */
    public Entry entry(String tensor) {
        Entry entry = tensors.get(tensor);
        if (entry == null) {
            throw damaged(file, "it does not hold the tensor '" + tensor + "' that belongs there");
        }
        return entry;
    }

    /** The file's own name, without its folder. */
    public String name() {
        return String.valueOf(file.getFileName());
    }

    private static long headerLength(Path file, FileChannel channel, long size) throws IOException {
        if (size < LENGTH_BYTES) {
            throw damaged(file, "it has " + size + " bytes, but a safetensors file begins with 8 bytes of length");
        }
        long header = read(channel, 0, (int) LENGTH_BYTES).getLong();
        if (header < 0 || header > MAX_HEADER) {
            throw damaged(
                    file,
                    "its header claims " + Long.toUnsignedString(header) + " bytes, but at most " + MAX_HEADER
                            + " are allowed, so this is probably no safetensors file");
        }
        if (header > size - LENGTH_BYTES) {
            throw damaged(
                    file, "its header claims " + header + " bytes, but only " + (size - LENGTH_BYTES) + " follow");
        }
        return header;
    }

    private static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
        return bytes.flip();
    }

    private static String text(Path file, ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException notText) {
            throw damaged(file, "its header is not UTF-8 text");
        }
    }

    /** No holes, no overlaps, and the last tensor ends where the file ends. */
    private static void checkLayout(Path file, SortedMap<String, Entry> tensors, long start, long size) {
        List<Map.Entry<String, Entry>> byPlace = new ArrayList<>(tensors.entrySet());
        Comparator<Map.Entry<String, Entry>> place =
                Comparator.comparingLong(tensor -> tensor.getValue().position());
        byPlace.sort(place.thenComparingLong(tensor -> tensor.getValue().bytes()));
        long end = start;
        for (Map.Entry<String, Entry> tensor : byPlace) {
            long begin = tensor.getValue().position();
            if (begin != end) {
                throw damaged(
                        file,
                        "tensor '" + tensor.getKey() + "' begins at byte " + (begin - start)
                                + " of the data, but the one before it ends at " + (end - start)
                                + "; tensors must neither overlap nor leave holes");
            }
            end += tensor.getValue().bytes();
        }
        if (end != size) {
            throw damaged(
                    file,
                    "its tensors need a file of " + end + " bytes, but it has " + size
                            + (end > size ? ": it is cut short" : ": something follows them"));
        }
    }

    static StepException damaged(Path file, String what) {
        return new StepException(file + ": " + what + ". Download the file again, or export it again as safetensors.");
    }
}
