package dev.retrace.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigestTest {

    /** FIPS 180-2, appendix B.1. */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void abcHasThePublishedDigest(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("abc"), "abc");

        assertEquals(ABC, Digest.of("abc").hex());
        assertEquals(ABC, Digest.of(new byte[] {'a', 'b', 'c'}).hex());
        assertEquals(ABC, Digest.ofFile(file).hex());
    }

    @Test
    void aFileLongerThanTheBufferIsReadToItsEnd(@TempDir Path folder) throws IOException {
        byte[] bytes = new byte[(1 << 18) + 17];
        bytes[bytes.length - 1] = 1;

        assertEquals(Digest.of(bytes), Digest.ofFile(Files.write(folder.resolve("long"), bytes)));
    }

    @Test
    void bothWritingsAreRead() {
        assertEquals(new Digest(ABC), Digest.parse(ABC));
        assertEquals(new Digest(ABC), Digest.parse("sha256:" + ABC));
        assertEquals("sha256:" + ABC, new Digest(ABC).toString());
        assertEquals("ba7816bf8f01", new Digest(ABC).brief());
    }

    @Test
    void anythingElseIsRefusedByItsValue() {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class, () -> Digest.parse("sha256:" + ABC.toUpperCase(Locale.ROOT)));

        assertEquals(
                "a digest is 'sha256:' and 64 lower-case hexadecimal digits, but was given 'sha256:"
                        + ABC.toUpperCase(Locale.ROOT) + "'",
                refusal.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Digest("../../etc/passwd"));
    }
}
