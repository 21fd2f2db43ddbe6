package dev.retrace.cache.bundle;

import dev.retrace.cache.Artifact;
import dev.retrace.cache.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The files of a tar, one after the other. Anything that a {@link BundleWriter} would not have written is
 * an {@link IllegalArgumentException}.
 *
 * @param tar read to its end, and not closed
 */
record TarEntries(InputStream tar) {

    private static final int BUFFER = 1 << 18;

    /** The header of the next file, which must be this one. */
    TarHeader next(String name) throws IOException {
        byte[] block = tar.readNBytes(TarHeader.BLOCK);
        if (block.length < TarHeader.BLOCK) {
            throw new IllegalArgumentException("it ends where the header of '" + name + "' should be");
        }
        TarHeader header = TarHeader.parse(block);
        if (!header.name().equals(name)) {
            throw new IllegalArgumentException("'" + header.name() + "' is where '" + name + "' should be");
        }
        return header;
    }

    /** Copies the bytes of the file whose header was just read; what they are. */
    Artifact copy(TarHeader header, OutputStream to) throws IOException {
        MessageDigest digest = DigestUtils.getSha256Digest();
        byte[] buffer = new byte[BUFFER];
        long rest = header.size();
        while (rest > 0) {
            int count = tar.read(buffer, 0, (int) Math.min(buffer.length, rest));
            if (count < 0) {
                throw new IllegalArgumentException("it ends within '" + header.name() + "'");
            }
            digest.update(buffer, 0, count);
            to.write(buffer, 0, count);
            rest -= count;
        }
        zeros(header.padding());
        return new Artifact(new Digest(Hex.encodeHexString(digest.digest())), header.size());
    }

    /** Requires that nothing follows but the two empty blocks that end a tar. */
    void end() throws IOException {
        zeros(2 * TarHeader.BLOCK);
        if (tar.read() >= 0) {
            throw new IllegalArgumentException("something follows after its end");
        }
    }

    private void zeros(int count) throws IOException {
        if (!Arrays.equals(new byte[count], tar.readNBytes(count))) {
            throw new IllegalArgumentException("zeros are missing between its files or at its end");
        }
    }
}
