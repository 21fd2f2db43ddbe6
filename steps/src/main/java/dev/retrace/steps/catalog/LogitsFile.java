package dev.retrace.steps.catalog;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * Logits as JSON, {@code {"logits": [[…], …]}}, one list per token, each number with the digits that
 * read back to the same float32. The file appears when all of it is written, or not at all.
 */
final class LogitsFile implements Consumer<float[]>, AutoCloseable {

    private final Path target;
    private final Path temporary;
    private final BufferedWriter writer;
    private boolean empty = true;

    private LogitsFile(Path target, Path temporary) throws IOException {
        this.target = target;
        this.temporary = temporary;
        this.writer = Files.newBufferedWriter(
                temporary, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        writer.write("{\"logits\": [");
    }

    /**
     * Begins to write a file; one that is there stays as it is until {@link #publish}.
     *
     * @throws Mistake if no file can be written there: it is a folder or a device, or its
     *     folder is not there or not ours to write
     */
    static LogitsFile to(Path file) throws IOException {
        Path target = Files.isSymbolicLink(file) && Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        if (Files.isDirectory(target)) {
            throw new Mistake("--logits " + file + " is a folder; name a file in it");
        }
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw new Mistake("--logits " + file + " is no ordinary file, and it would be replaced; name another");
        }
        Path name = target.getFileName();
        Path folder = target.getParent();
        if (name == null || folder == null || !Files.isDirectory(folder)) {
            throw new Mistake("--logits " + file + ": there is no folder " + folder + "; make it first");
        }
        if (!Files.isWritable(folder)) {
            throw new Mistake("--logits " + file + ": nothing may be written into " + folder);
        }
        long process = ProcessHandle.current().pid();
        return new LogitsFile(target, folder.resolve("." + name + "." + process + ".tmp"));
    }

    /** The next token's. */
    @Override
    public void accept(float[] logits) {
        NextToken.requireFinite(logits);
        try {
            writer.write(empty ? "\n[" : ",\n[");
            empty = false;
            for (int id = 0; id < logits.length; id++) {
                writer.write(id == 0 ? "" : ",");
                writer.write(Float.toString(logits[id]));
            }
            writer.write("]");
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    /** Lets the file appear under its name. */
    void publish() throws IOException {
        writer.write("\n]}\n");
        writer.close();
        // or a power cut could leave a name without content
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        try (writer) {
            Files.deleteIfExists(temporary); // a published one has moved
        }
    }
}
