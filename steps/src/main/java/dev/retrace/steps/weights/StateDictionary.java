package dev.retrace.steps.weights;

import dev.retrace.engine.step.StepException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The tensors of a state dictionary at their places in the file, each inside its storage. */
final class StateDictionary {

    private static final int MAX_RANK = 8;
    private static final int MAX_NAME = 1_000;

    /**
     * Where the bytes of a storage lie.
     *
     * @param position of the first
     * @param bytes how many
     */
    record Place(long position, long bytes) {}

    private final Path file;
    private final Map<String, Place> storages;

    /** @param storages by key */
    StateDictionary(Path file, Map<String, Place> storages) {
        this.file = file;
        this.storages = storages;
    }

    /**
     * The tensors.
     *
     * @throws StepException if the value is no dictionary of tensors, or one reaches out of its storage
     */
    TensorFile tensors(Pickled root) {
        if (!(root instanceof Pickled.Dictionary dictionary)) {
            throw TensorFile.damaged(file, "it holds " + root.kind() + ", but weights are a dictionary of tensors");
        }
        SortedMap<String, TensorFile.Entry> tensors = new TreeMap<>();
        dictionary.entries().forEach((name, value) -> {
            if (name.length() > MAX_NAME || !(value instanceof Pickled.Tensor tensor)) {
                throw TensorFile.damaged(
                        file,
                        "it holds " + value.kind() + " under the name '" + shortened(name)
                                + "', but weights are a dictionary of tensors. Save model.state_dict() alone");
            }
            tensors.put(name, entry(name, tensor));
        });
        return new TensorFile(file, tensors);
    }

    private TensorFile.Entry entry(String name, Pickled.Tensor tensor) {
        Pickled.Storage storage = tensor.storage();
        Place place = storages.get(storage.key());
        int size = storage.type().bits() / Byte.SIZE;
        if (place == null || place.bytes() / size != storage.elements() || place.bytes() % size != 0) {
            throw refused(
                    name,
                    "lies in the storage '" + storage.key() + "' of " + storage.elements() + " × " + storage.type()
                            + ", but the file has "
                            + (place == null ? "no such storage" : place.bytes() + " bytes there"));
        }
        if (tensor.shape().size() != tensor.strides().size() || tensor.shape().size() > MAX_RANK) {
            throw refused(
                    name,
                    "has " + tensor.shape().size() + " dimensions and "
                            + tensor.strides().size() + " strides, but at most " + MAX_RANK + " of both are allowed");
        }
        long span = span(name, tensor);
        if (span == 0) {
            return new TensorFile.Entry(storage.type(), tensor.shape(), tensor.strides(), place.position(), 0);
        }
        if (tensor.offset() < 0 || tensor.offset() > storage.seen() || span > storage.seen() - tensor.offset()) {
            throw refused(
                    name,
                    "of shape " + tensor.shape() + ", strides " + tensor.strides() + " and offset " + tensor.offset()
                            + " reaches out of its storage of " + storage.seen() + " elements");
        }
        long first = storage.from() + tensor.offset();
        return new TensorFile.Entry(
                storage.type(), tensor.shape(), tensor.strides(), place.position() + first * size, span * size);
    }

    /** How many elements lie from the first to the last; 0 for a tensor without elements. */
    private long span(String name, Pickled.Tensor tensor) {
        try {
            long count = 1;
            long last = 0;
            for (int axis = 0; axis < tensor.shape().size(); axis++) {
                long size = tensor.shape().get(axis);
                if (size == 0) {
                    return 0;
                }
                count = Math.multiplyExact(count, size);
                last = Math.addExact(
                        last, Math.multiplyExact(size - 1, tensor.strides().get(axis)));
            }
            if (count > last + 1) {
                throw refused(
                        name,
                        "of shape " + tensor.shape() + " and strides " + tensor.strides()
                                + " has more elements than places, but a weight's elements must not share places");
            }
            return Math.addExact(last, 1);
        } catch (ArithmeticException overflow) {
            throw refused(name, "of shape " + tensor.shape() + " is too large for any file");
        }
    }

    private StepException refused(String name, String what) {
        return TensorFile.damaged(file, "tensor '" + shortened(name) + "' " + what);
    }

    private static String shortened(String name) {
        return name.length() > MAX_NAME ? name.substring(0, MAX_NAME) + "…" : name;
    }
}
