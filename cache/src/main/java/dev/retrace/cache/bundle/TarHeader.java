package dev.retrace.cache.bundle;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The 512 bytes before a file in a tar, in the one form that bundles have: POSIX ustar, a plain file,
 * mode 0644, no owner, no time. Sizes from 8 GiB on are binary, as GNU tar writes them.
 *
 * @param name of the file, in ASCII
 * @param size in bytes
 */
record TarHeader(String name, long size) {

    static final int BLOCK = 512;

    private static final int NAME_LENGTH = 100;
    private static final int SIZE_AT = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int CHECKSUM_AT = 148;
    private static final int CHECKSUM_LENGTH = 8;
    private static final int FIRST_BINARY = 0x80;
    private static final long LARGEST_OCTAL = (1L << 33) - 1;

    TarHeader {
        if (!fits(name) || size < 0) {
            throw new IllegalArgumentException(
                    "a bundle holds files with names of 1 to 100 ASCII characters and sizes from 0, but was given '"
                            + name + "' with " + size + " bytes");
        }
    }

    /** Whether a file of this name can be in a bundle. */
    static boolean fits(String name) {
        return !name.isEmpty() && name.length() <= NAME_LENGTH && name.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /**
     * Reads a header.
     *
     * @throws IllegalArgumentException if it is not what {@link #bytes} gives for its name and size
     */
    static TarHeader parse(byte[] block) {
        int end = 0;
        while (end < NAME_LENGTH && block[end] != 0) {
            end++;
        }
        TarHeader header = new TarHeader(new String(block, 0, end, StandardCharsets.ISO_8859_1), size(block));
        if (!Arrays.equals(header.bytes(), block)) {
            throw new IllegalArgumentException("the header of '" + header.name()
                    + "' says more than a plain file's name and size, which is all that a bundle holds");
        }
        return header;
    }

    /** The header's bytes. */
    byte[] bytes() {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        put(block, 0, name);
        put(block, 100, "0000644\0" + "0000000\0" + "0000000\0"); // mode, user, group
        putSize(block);
        put(block, 136, "00000000000\0"); // time
        put(block, CHECKSUM_AT, " ".repeat(CHECKSUM_LENGTH));
        put(block, 156, "0"); // a plain file
        put(block, 257, "ustar\0" + "00");
        put(block, 329, "0000000\0" + "0000000\0"); // device
        int sum = 0;
        for (byte b : block.array()) {
            sum += b & 0xff;
        }
        put(block, CHECKSUM_AT, "%06o\0 ".formatted(sum));
        return block.array();
    }

    /** How many zeros follow the file, so that the next header begins at a multiple of 512. */
    int padding() {
        return (int) ((BLOCK - size % BLOCK) % BLOCK);
    }

    private void putSize(ByteBuffer block) {
        if (size <= LARGEST_OCTAL) {
            put(block, SIZE_AT, "%011o\0".formatted(size));
        } else {
            block.put(SIZE_AT, (byte) FIRST_BINARY);
            block.putLong(SIZE_AT + SIZE_LENGTH - Long.BYTES, size);
        }
    }

    private static long size(byte[] block) {
        if ((block[SIZE_AT] & 0xff) == FIRST_BINARY) {
            return ByteBuffer.wrap(block).getLong(SIZE_AT + SIZE_LENGTH - Long.BYTES);
        }
        String octal = new String(block, SIZE_AT, SIZE_LENGTH - 1, StandardCharsets.ISO_8859_1);
        if (!octal.matches("[0-7]{11}")) {
            throw new IllegalArgumentException("a size in it is no octal number");
        }
        return Long.parseLong(octal, 8);
    }

    private static void put(ByteBuffer block, int at, String text) {
        block.put(at, text.getBytes(StandardCharsets.US_ASCII));
    }
}
