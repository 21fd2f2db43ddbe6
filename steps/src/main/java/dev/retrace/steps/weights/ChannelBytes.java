package dev.retrace.steps.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * Small parts of a file, copied to the heap: unlike a mapping they survive that the file becomes
 * shorter, and are freed with the buffer.
 */
final class ChannelBytes {

    private ChannelBytes() {}

    /** So many bytes from a position on, little-endian; fewer where the file ends. */
    static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) >= 0) {
            // a channel may give fewer bytes than asked for
        }
        return bytes.flip();
    }
}
