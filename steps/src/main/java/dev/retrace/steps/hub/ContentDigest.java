package dev.retrace.steps.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The digest that a file shall have, as the hub tells it: SHA-256 of a large file, and of a small one
 * the name that git gives it, SHA-1 over {@code blob LENGTH\0} and the bytes.
 *
 * @param hex 64 or 40 digits
 */
record ContentDigest(String hex) {

    private static final int SHA256_DIGITS = 64;
    private static final int SHA1_DIGITS = 40;
    private static final int PIECE = 1 << 20;

    ContentDigest {
        if (!isDigest(hex)) {
            throw new IllegalArgumentException("no digest: " + hex);
        }
    }

    static boolean isDigest(String text) {
        return (text.length() == SHA256_DIGITS || text.length() == SHA1_DIGITS) && text.matches("[0-9a-f]+");
    }

    /** Whether a file's bytes have this digest. */
    boolean fits(Path file) throws IOException {
        MessageDigest digest = algorithm();
        if (hex.length() == SHA1_DIGITS) {
            digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
        }
        byte[] piece = new byte[PIECE];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                digest.update(piece, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest()).equals(hex);
    }

    private MessageDigest algorithm() {
        try {
            return MessageDigest.getInstance(hex.length() == SHA256_DIGITS ? "SHA-256" : "SHA-1");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-1 and SHA-256", impossible);
        }
    }
}
