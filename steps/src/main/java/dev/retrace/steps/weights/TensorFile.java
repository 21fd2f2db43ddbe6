package dev.retrace.steps.weights;

import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which tensors lie where in a file of weights. No tensor has been read.
 *
 * @param file that was read
 * @param tensors by name
 */
public record TensorFile(Path file, SortedMap<String, Entry> tensors) {

    private static final int MAX_RANK = 8;
    private static final int START = 32;

    /**
     * Where a tensor lies.
     *
     * @param type of its elements
     * @param shape dimensions, outermost first
     * @param strides for each dimension how many elements on the next one lies, as many as dimensions
     * @param position of its first byte in the file
     * @param bytes from its first to its last, those of other tensors between them included
     */
    public record Entry(ElementType type, List<Long> shape, List<Long> strides, long position, long bytes) {

        public Entry {
            shape = List.copyOf(shape);
            strides = List.copyOf(strides);
            if (shape.size() != strides.size() || shape.size() > MAX_RANK) {
                throw new IllegalArgumentException("shape " + shape + " with strides " + strides);
            }
        }

        /** A tensor whose elements lie one after another, the last dimension innermost. */
        public static Entry contiguous(ElementType type, List<Long> shape, long position, long bytes) {
            return new Entry(type, shape, rowMajor(shape), position, bytes);
        }

        /** Whether its elements lie one after another, the last dimension innermost. */
        public boolean isContiguous() {
            if (bytes == 0) {
                return true;
            }
            List<Long> due = rowMajor(shape);
            for (int axis = 0; axis < shape.size(); axis++) {
                if (shape.get(axis) > 1 && !strides.get(axis).equals(due.get(axis))) {
                    return false;
                }
            }
            return true;
        }

        private static List<Long> rowMajor(List<Long> shape) {
            List<Long> strides = new ArrayList<>(Collections.nCopies(shape.size(), 1L));
            for (int axis = shape.size() - 2; axis >= 0; axis--) {
                // may overflow where a dimension is 0, where no stride is ever used
                strides.set(axis, strides.get(axis + 1) * shape.get(axis + 1));
            }
            return strides;
        }
    }

    public TensorFile {
        tensors = Collections.unmodifiableSortedMap(new TreeMap<>(tensors));
    }

    /**
     * Reads and checks what a file says of its tensors; its first bytes tell the format, not its name.
     *
     * @throws StepException if it is not a whole, well-formed file of weights
     */
    public static TensorFile read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return TorchFile.begins(ChannelBytes.read(channel, 0, START))
                    ? TorchFile.read(file, channel)
                    : Safetensors.read(file, channel);
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

    /** A refusal of the file, with what to do. */
    public static StepException damaged(Path file, String what) {
        return new StepException(file + ": " + what + ". Download the file again, or export it again as safetensors.");
    }
}
