package dev.retrace.steps.weights;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Files that were damaged at random, always alike for one seed, and what is asked of their readers: a
 * {@link StepException} or a reading, and memory of a small multiple of the file's size.
 *
 * <p>{@code -Dfuzz=20000} tries so many files in each test instead of a few hundred.
 */
public final class Mutations {

    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        2,
        7,
        8,
        127,
        128,
        255,
        256,
        65535,
        65536,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        100_000_000,
        1L << 32,
        1L << 40
    };

    private static final long PER_BYTE = 64;
    private static final long ANYWAY = 8L << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** What is tried on a damaged file. */
    public interface Reader {
        void read(Path file) throws IOException;
    }

    private Mutations() {}

    /** Tries a reader on the damaged children of a file; the first one is the file itself. */
    public static void forEach(Path file, int usually, Reader reader) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        reader.read(file); // undamaged it is read, and the classes are loaded
        int count = Integer.getInteger("fuzz", usually);
        for (int seed = 0; seed < count; seed++) {
            byte[] damaged = damaged(whole, new SplittableRandom(seed));
            Files.write(file, damaged);
            attempt(file, damaged.length, seed, reader);
        }
        Files.write(file, whole);
    }

    private static void attempt(Path file, int size, int seed, Reader reader) {
        String child = file.getFileName() + ", seed " + seed;
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            reader.read(file);
        } catch (StepException refused) {
            String message = String.valueOf(refused.getMessage());
            assertTrue(
                    message.contains(String.valueOf(file.getParent())), () -> child + " is not named in: " + message);
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError wrong) {
            throw new AssertionError(child + " was neither read nor refused in words", wrong);
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < ANYWAY + PER_BYTE * size, () -> child + " took " + allocated + " bytes");
    }

    private static byte[] damaged(byte[] whole, SplittableRandom random) {
        byte[] bytes = whole.clone();
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            bytes = once(bytes, random);
        }
        return bytes;
    }

    private static byte[] once(byte[] bytes, SplittableRandom random) {
        if (bytes.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        // half of the damage is done where a file describes itself
        int span = random.nextBoolean() ? bytes.length : Math.min(bytes.length, 2_000);
        int at = random.nextInt(span);
        int length = Math.min(1 + random.nextInt(40), bytes.length - at);
        switch (random.nextInt(8)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt();
            case 2 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 3 -> number(bytes, at, NUMBERS[random.nextInt(NUMBERS.length)], random.nextBoolean() ? 4 : 8);
            case 4 -> {
                return replaced(bytes, at, at + length, new byte[0]);
            }
            case 5 -> {
                return replaced(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length));
            }
            case 6 -> {
                int other = random.nextInt(bytes.length - length + 1);
                System.arraycopy(bytes, other, bytes, at, length);
            }
            default -> {
                String text = Long.toString(NUMBERS[random.nextInt(NUMBERS.length)]);
                return replaced(bytes, at, at + 1, text.getBytes(StandardCharsets.US_ASCII));
            }
        }
        return bytes;
    }

    private static void number(byte[] bytes, int at, long value, int length) {
        for (int i = 0; i < length && at + i < bytes.length; i++) {
            bytes[at + i] = (byte) (value >> (8 * i));
        }
    }

    private static byte[] replaced(byte[] bytes, int from, int to, byte[] by) {
        byte[] all = Arrays.copyOf(bytes, bytes.length - (to - from) + by.length);
        System.arraycopy(by, 0, all, from, by.length);
        System.arraycopy(bytes, to, all, from + by.length, bytes.length - to);
        return all;
    }
}
