package dev.retrace.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Digests large files in a Java of its own. A command's Java starts fast because it compiles in haste;
 * SHA-256, which a patient one leaves to the processor, runs ten times slower there (measured: 150 MB/s
 * for 1,460, so 38 s for the weights of Mamba-2.8b).
 */
final class DigestWorker {

    /** The property of a Java that compiles in haste. */
    private static final String HASTY = "retrace.hasty";

    /** Bytes from which on a second Java is started sooner than a hasty one is done. */
    private static final long LARGE = 256L << 20;

    private DigestWorker() {}

    /** Whether a file is read faster elsewhere. */
    static boolean worthwhile(Path file) throws IOException {
        return Boolean.getBoolean(HASTY) && Files.size(file) >= LARGE;
    }

    /** The digest of a file's bytes, read now; nothing if no other Java could be started or it failed. */
    static Optional<Digest> of(Path file) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process;
        try {
            process = new ProcessBuilder(
                            java,
                            "-Xmx64m",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            DigestWorker.class.getName(),
                            file.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException unstartable) {
            return Optional.empty();
        }
        try {
            process.getOutputStream().close();
            String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return process.waitFor() == 0 ? Optional.of(new Digest(told)) : Optional.empty();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Prints the digest of the file that is named. */
    public static void main(String[] arguments) throws IOException {
        System.out.print(Digest.ofFile(Path.of(arguments[0])).hex());
        System.out.flush();
    }
}
