package dev.retrace.steps.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The storages of an old file: in the order of their keys, each its number of elements, then these. */
final class LegacyStorages {

    private final Path file;
    private final FileChannel channel;
    private long position;

    LegacyStorages(Path file, FileChannel channel, long position) {
        this.file = file;
        this.channel = channel;
        this.position = position;
    }

    /**
     * Where each storage lies.
     *
     * @param root the dictionary, which knows the type of their elements
     */
    Map<String, StateDictionary.Place> places(Pickled.Items keys, Pickled root) throws IOException {
        Map<String, ElementType> types = types(root);
        Map<String, StateDictionary.Place> places = new HashMap<>();
        for (Pickled item : keys.items()) {
            ElementType type = item instanceof Pickled.Text key ? types.get(key.value()) : null;
            if (!(item instanceof Pickled.Text key) || type == null) {
                throw TensorFile.damaged(file, "it lists a storage that no tensor uses, so its size is unknown");
            }
            if (places.put(key.value(), next(type)) != null) {
                throw TensorFile.damaged(file, "it lists the storage '" + key.value() + "' twice");
            }
        }
        if (position != channel.size()) {
            throw TensorFile.damaged(
                    file, "its storages end at byte " + position + ", but it has " + channel.size() + " bytes");
        }
        return places;
    }

    private static Map<String, ElementType> types(Pickled root) {
        Map<String, ElementType> types = new HashMap<>();
        if (root instanceof Pickled.Dictionary dictionary) {
            for (Pickled value : dictionary.entries().values()) {
                if (value instanceof Pickled.Tensor tensor) {
                    types.put(tensor.storage().key(), tensor.storage().type());
                }
            }
        }
        return types;
    }

    private StateDictionary.Place next(ElementType type) throws IOException {
        ByteBuffer length = ChannelBytes.read(channel, position, Long.BYTES);
        long size = type.bits() / Byte.SIZE;
        long begin = position + Long.BYTES;
        long elements = length.remaining() < Long.BYTES ? -1 : length.getLong();
        if (elements < 0 || begin > channel.size() || elements > (channel.size() - begin) / size) {
            throw TensorFile.damaged(file, "it is cut short: a storage is to begin at byte " + position);
        }
        position = begin + elements * size;
        return new StateDictionary.Place(begin, elements * size);
    }
}
