package dev.retrace.steps.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Reads the header of a safetensors file, and no tensor.
 *
 * <p>Format and checks are those of the reference reader (huggingface/safetensors), each refused with
 * words of its own; beyond it, duplicate names, absurd ranks and counts are refused.
 */
final class Safetensors {

    private static final long LENGTH_BYTES = 8;
    private static final long MAX_HEADER = 100_000_000;

    private Safetensors() {}

    /**
     * Reads and checks the header.
     *
     * @throws dev.retrace.engine.step.StepException if the file is not a whole, well-formed safetensors file
     */
    static TensorFile read(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        long header = headerLength(file, channel, size);
        ByteBuffer bytes = ChannelBytes.read(channel, LENGTH_BYTES, (int) header);
        long start = LENGTH_BYTES + header;
        SortedMap<String, TensorFile.Entry> tensors = new SafetensorsHeader(file).parse(text(file, bytes), start);
        checkLayout(file, tensors, start, size);
        return new TensorFile(file, tensors);
    }

    private static long headerLength(Path file, FileChannel channel, long size) throws IOException {
        if (size < LENGTH_BYTES) {
            throw TensorFile.damaged(
                    file, "it has " + size + " bytes, but a safetensors file begins with 8 bytes of length");
        }
        long header = ChannelBytes.read(channel, 0, (int) LENGTH_BYTES).getLong();
        if (header < 0 || header > MAX_HEADER) {
            throw TensorFile.damaged(
                    file,
                    "its header claims " + Long.toUnsignedString(header) + " bytes, but at most " + MAX_HEADER
                            + " are allowed, so this is probably no safetensors file");
        }
        if (header > size - LENGTH_BYTES) {
            throw TensorFile.damaged(
                    file, "its header claims " + header + " bytes, but only " + (size - LENGTH_BYTES) + " follow");
        }
        return header;
    }

    private static String text(Path file, ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException notText) {
            throw TensorFile.damaged(file, "its header is not UTF-8 text");
        }
    }

    /** No holes, no overlaps, and the last tensor ends where the file ends. */
    private static void checkLayout(Path file, SortedMap<String, TensorFile.Entry> tensors, long start, long size) {
        List<Map.Entry<String, TensorFile.Entry>> byPlace = new ArrayList<>(tensors.entrySet());
        Comparator<Map.Entry<String, TensorFile.Entry>> place =
                Comparator.comparingLong(tensor -> tensor.getValue().position());
        byPlace.sort(place.thenComparingLong(tensor -> tensor.getValue().bytes()));
        long end = start;
        for (Map.Entry<String, TensorFile.Entry> tensor : byPlace) {
            long begin = tensor.getValue().position();
            if (begin != end) {
                throw TensorFile.damaged(
                        file,
                        "tensor '" + tensor.getKey() + "' begins at byte " + (begin - start)
                                + " of the data, but the one before it ends at " + (end - start)
                                + "; tensors must neither overlap nor leave holes");
            }
            end += tensor.getValue().bytes();
        }
        if (end != size) {
            throw TensorFile.damaged(
                    file,
                    "its tensors need a file of " + end + " bytes, but it has " + size
                            + (end > size ? ": it is cut short" : ": something follows them"));
        }
    }
}
