package dev.retrace.steps.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads what {@code torch.save} writes of a state dictionary, and executes nothing: a zip archive of a
 * pickle and one stored entry for each storage, or, from before PyTorch 1.6, five pickles and the
 * storages one after another. Either way a tensor's bytes lie in the file as they are.
 */
final class TorchFile {

    private static final int ZIP = 0x04034b50;

    /** {@code pickle.dumps(0x1950a86a20f9469cfc6c, 2)}. */
    private static final byte[] MAGIC = {
        (byte) 0x80,
        2,
        (byte) 0x8a,
        10,
        0x6c,
        (byte) 0xfc,
        (byte) 0x9c,
        0x46,
        (byte) 0xf9,
        0x20,
        0x6a,
        (byte) 0xa8,
        0x50,
        0x19,
        '.'
    };

    private static final int MAX_PICKLE = 16 << 20;
    private static final long VERSION = 1001;
    private static final String PICKLE = "data.pkl";

    private TorchFile() {}

    /** Whether a file that begins so is one of {@code torch.save}. */
    static boolean begins(ByteBuffer start) {
        return (start.remaining() >= Integer.BYTES && start.getInt(start.position()) == ZIP) || isLegacy(start);
    }

    private static boolean isLegacy(ByteBuffer bytes) {
        return bytes.remaining() >= MAGIC.length
                && bytes.slice(bytes.position(), MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
    }

    /**
     * Reads and checks which tensors lie where.
     *
     * @throws dev.retrace.engine.step.StepException if it is damaged or asks for anything else
     */
    static TensorFile read(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        ByteBuffer start = ChannelBytes.read(channel, 0, (int) Math.min(size, MAX_PICKLE));
        return isLegacy(start) ? legacy(file, channel, start) : archive(file, channel);
    }

    private static TensorFile archive(Path file, FileChannel channel) throws IOException {
        Map<String, ZipEntries.Entry> entries = ZipEntries.read(file, channel);
        String top = top(file, entries);
        ZipEntries.Entry order = entries.get(top + "byteorder");
        if (order != null && !text(channel, order).equals("little")) {
            throw TensorFile.damaged(file, "its byteorder is not 'little', the only one that is read");
        }
        Map<String, StateDictionary.Place> storages = new HashMap<>();
        entries.forEach((name, entry) -> {
            if (name.startsWith(top + "data/")) {
                storages.put(
                        name.substring(top.length() + "data/".length()),
                        new StateDictionary.Place(entry.position(), entry.bytes()));
            }
        });
        ZipEntries.Entry pickle = entries.get(top + PICKLE);
        if (pickle == null || pickle.bytes() > MAX_PICKLE) {
            throw TensorFile.damaged(file, "its " + PICKLE + " has more than " + MAX_PICKLE + " bytes");
        }
        ByteBuffer bytes = ChannelBytes.read(channel, pickle.position(), (int) pickle.bytes());
        Pickled root = new Pickle(file, bytes).load();
        if (bytes.hasRemaining()) {
            throw TensorFile.damaged(file, "its " + PICKLE + " goes on after its end");
        }
        return new StateDictionary(file, storages).tensors(root);
    }

    /** The one folder of the archive, with its slash; its name is of no meaning. */
    private static String top(Path file, Map<String, ZipEntries.Entry> entries) {
        String found = null;
        for (String name : entries.keySet()) {
            int slash = name.indexOf('/');
            if (slash >= 0 && name.substring(slash + 1).equals(PICKLE)) {
                if (found != null) {
                    throw TensorFile.damaged(file, "it holds " + PICKLE + " twice");
                }
                found = name.substring(0, slash + 1);
            }
        }
        if (found == null) {
            throw TensorFile.damaged(file, "it is a zip archive without " + PICKLE + ", so not one of torch.save");
        }
        return found;
    }

    private static String text(FileChannel channel, ZipEntries.Entry entry) throws IOException {
        int length = (int) Math.min(entry.bytes(), 16);
        ByteBuffer bytes = ChannelBytes.read(channel, entry.position(), length);
        StringBuilder text = new StringBuilder();
        while (bytes.hasRemaining()) {
            text.append((char) bytes.get());
        }
        return text.toString().strip();
    }

    /** Magic number, version, the writer's machine, the dictionary, the keys; then the storages. */
    private static TensorFile legacy(Path file, FileChannel channel, ByteBuffer start) throws IOException {
        start.position(MAGIC.length);
        if (!(new Pickle(file, start).load() instanceof Pickled.Whole version) || version.value() != VERSION) {
            throw TensorFile.damaged(file, "its version is not " + VERSION + ", the only one that torch.save has had");
        }
        new Pickle(file, start).load();
        Pickle pickle = new Pickle(file, start);
        Pickled root = pickle.load();
        if (!(new Pickle(file, start).load() instanceof Pickled.Items keys)) {
            throw TensorFile.damaged(file, "its list of storages is none");
        }
        LegacyStorages storages = new LegacyStorages(file, channel, start.position());
        return new StateDictionary(file, storages.places(keys, root)).tensors(root);
    }
}
