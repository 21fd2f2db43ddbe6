package dev.retrace.cache;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * SHA-256 of bytes: the only name that an artifact has, and what a key is.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Digest(String hex) implements Comparable<Digest> {

    private static final int DIGITS = 64;
    private static final String PREFIX = "sha256:";
    private static final int BRIEF = 12;
    private static final int BUFFER = 1 << 18;

    /** To copy: to ask Java's security providers for one takes longer than to hash a key. */
    private static final MessageDigest SHA_256 = DigestUtils.getSha256Digest();

    public Digest {
        if (!isHex(hex)) {
            throw new IllegalArgumentException(
                    "a SHA-256 is 64 lower-case hexadecimal digits, but was given '" + hex + "'");
        }
    }

    /** The digest of these bytes. */
    public static Digest of(byte[] bytes) {
        MessageDigest hash = fresh();
        hash.update(bytes);
        return of(hash);
    }

    /** The digest of this text in UTF-8. */
    public static Digest of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The digest of a file's bytes, read now; {@link FileDigests} remembers. */
    public static Digest ofFile(Path file) throws IOException {
        MessageDigest hash = fresh();
        byte[] buffer = new byte[BUFFER];
        try (InputStream bytes = Files.newInputStream(file)) {
            for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
                hash.update(buffer, 0, count);
            }
        }
        return of(hash);
    }

    private static MessageDigest fresh() {
        try {
            return (MessageDigest) SHA_256.clone();
        } catch (CloneNotSupportedException foreign) {
            return DigestUtils.getSha256Digest();
        }
    }

    /** The digest that a computation has arrived at. */
    static Digest of(MessageDigest finished) {
        return new Digest(Hex.encodeHexString(finished.digest()));
    }

    /** Reads {@code sha256:…} or the bare digits. */
    @JsonCreator
    public static Digest parse(String text) {
        String hex = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
        if (!isHex(hex)) {
            throw new IllegalArgumentException(
                    "a digest is 'sha256:' and 64 lower-case hexadecimal digits, but was given '" + text + "'");
        }
        return new Digest(hex);
    }

    /** Plans read many thousand digests: a loop, where a pattern would show. */
    private static boolean isHex(String text) {
        boolean hex = text.length() == DIGITS;
        for (int i = 0; hex && i < DIGITS; i++) {
            char c = text.charAt(i);
            hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        }
        return hex;
    }

    /** The first 12 digits: enough to tell digests apart on a screen. */
    public String brief() {
        return hex.substring(0, BRIEF);
    }

    @Override
    public int compareTo(Digest other) {
        return hex.compareTo(other.hex);
    }

    @JsonValue
    @Override
    public String toString() {
        return PREFIX + hex;
    }
}
