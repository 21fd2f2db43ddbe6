package dev.retrace.cache.bundle;

import dev.retrace.cache.Artifact;
import dev.retrace.cache.Store;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.util.Map;
import java.util.UUID;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;

/** Writes bundles. */
public final class BundleWriter {

    private static final int BUFFER = 1 << 18;

    private final Store store;

    /** @param store may be one that is only read */
    public BundleWriter(Store store) {
        this.store = store;
    }

    /**
     * Writes a run with all that it rests on, in place of a file that is there; that stays as it was if
     * this fails. All bytes are verified on the way.
     *
     * @throws BundleException if something that the run rests on is gone or damaged
     */
    public BundleSummary write(String run, Path file) throws IOException {
        Manifest manifest = Closure.of(store, run);
        Path temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
        try {
            try (OutputStream tar =
                    new BufferedOutputStream(Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW), BUFFER)) {
                write(manifest, tar);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        return BundleSummary.of(manifest);
    }

    private void write(Manifest manifest, OutputStream tar) throws IOException {
        byte[] json = manifest.toJson().getBytes(StandardCharsets.UTF_8);
        entry(tar, new TarHeader(Manifest.NAME, json.length), new ByteArrayInputStream(json));
        for (Map.Entry<String, Artifact> file : manifest.files().entrySet()) {
            Artifact artifact = file.getValue();
            TarHeader header = new TarHeader(file.getKey(), artifact.size());
            try (InputStream plain = Files.newInputStream(store.root().resolve(file.getKey()));
                    DigestInputStream bytes = new DigestInputStream(plain, DigestUtils.getSha256Digest())) {
                entry(tar, header, bytes);
                String found = Hex.encodeHexString(bytes.getMessageDigest().digest());
                if (!found.equals(artifact.digest().hex())) {
                    throw damaged(manifest, file.getKey());
                }
            } catch (EndsEarly | NoSuchFileException changed) {
                throw damaged(manifest, file.getKey());
            }
        }
        tar.write(new byte[2 * TarHeader.BLOCK]);
    }

    private static void entry(OutputStream tar, TarHeader header, InputStream bytes) throws IOException {
        tar.write(header.bytes());
        byte[] buffer = new byte[BUFFER];
        long rest = header.size();
        while (rest > 0) {
            int count = bytes.read(buffer, 0, (int) Math.min(buffer.length, rest));
            if (count < 0) {
                throw new EndsEarly();
            }
            tar.write(buffer, 0, count);
            rest -= count;
        }
        tar.write(new byte[header.padding()]);
    }

    private static BundleException damaged(Manifest manifest, String name) {
        return BundleException.incomplete(
                manifest.run(), name + " is damaged, or changed meanwhile; `retrace verify` moves damage aside");
    }

    private static final class EndsEarly extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
