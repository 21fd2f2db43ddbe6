package dev.retrace.cache.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarHeaderTest {

    /** 8 GiB is 2^33, the first size that eleven octal digits cannot say. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 511, 512, (1L << 33) - 1, 1L << 33, Long.MAX_VALUE})
    void everySizeIsReadAsItWasWritten(long size) {
        TarHeader header = new TarHeader("cas/ab", size);

        assertEquals(header, TarHeader.parse(header.bytes()));
    }

    /** 10 = 12 in octal. */
    @Test
    void theFieldsAreWhereTarHasThem() {
        String block = new String(new TarHeader("name", 10).bytes(), StandardCharsets.US_ASCII);

        assertEquals(512, block.length());
        assertEquals("name\0", block.substring(0, 5));
        assertEquals("00000000012\0", block.substring(124, 136));
        assertEquals("0", block.substring(156, 157));
        assertEquals("ustar\00000", block.substring(257, 265));
    }

    @Test
    void paddingFillsTheBlock() {
        assertEquals(0, new TarHeader("a", 0).padding());
        assertEquals(511, new TarHeader("a", 1).padding());
        assertEquals(0, new TarHeader("a", 512).padding());
    }

    /** Links are of type 1 and 2, devices 3 and 4, long names L, sparse files S, extensions x. */
    @ParameterizedTest
    @ValueSource(chars = {'1', '2', '3', '4', '5', '6', '7', 'L', 'S', 'x', 'g', 0})
    void whatIsNoPlainFileIsRefused(char type) {
        byte[] block = new TarHeader("name", 0).bytes();
        block[156] = (byte) type;
        int sum = 0;
        for (int i = 0; i < block.length; i++) {
            sum += i >= 148 && i < 156 ? ' ' : block[i] & 0xff;
        }
        byte[] checksum = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(checksum, 0, block, 148, checksum.length);

        assertThrows(IllegalArgumentException.class, () -> TarHeader.parse(block));
    }

    @Test
    void negativeAndOddSizesAreRefused() {
        for (String size : new String[] {"-0000000001\0", "0x000000001\0", "99999999999\0"}) {
            byte[] block = new TarHeader("name", 0).bytes();
            System.arraycopy(size.getBytes(StandardCharsets.US_ASCII), 0, block, 124, 12);

            assertThrows(IllegalArgumentException.class, () -> TarHeader.parse(block), size);
        }
        assertThrows(IllegalArgumentException.class, () -> TarHeader.parse(new byte[512]));
    }
}
