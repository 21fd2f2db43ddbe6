package dev.retrace.engine.torch.install;

import dev.retrace.engine.step.StepException;
import dev.retrace.engine.step.UnreachableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongConsumer;

/** Asks the server of the libraries. */
final class NativesServer {

    private static final int CONNECT_MILLIS = 30_000;
    private static final int STALL_MILLIS = 60_000;
    private static final int MOST_REDIRECTS = 5;
    private static final int MOST_TEXT = 4 << 20;
    private static final int MOST_ATTEMPTS = 5; // in a row without a byte
    private static final int PIECE = 1 << 18;
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    private final URI base;
    private final Duration pause;

    /**
     * @param base address of the folder of all releases
     * @param pause after the first failure; doubled after each
     * @throws StepException if nothing can be fetched safely from there
     */
    NativesServer(URI base, Duration pause) {
        boolean safe = "https".equals(base.getScheme())
                || ("http".equals(base.getScheme()) && LOCAL.contains(String.valueOf(base.getHost())));
        if (!safe || base.getHost() == null) {
            throw new StepException(
                    "libraries that run on this machine are fetched over https alone, not from " + base);
        }
        this.base = base;
        this.pause = pause;
    }

    /** The address of a path below the base. */
    URI address(String path) {
        return URI.create(base.toString().replaceFirst("/+$", "") + "/" + path);
    }

    /** A small text. */
    String text(URI address) throws InterruptedException {
        return patiently(address, () -> {
            HttpURLConnection answer = ask(address, "GET", 0);
            try (InputStream in = answer.getInputStream()) {
                byte[] bytes = in.readNBytes(MOST_TEXT + 1);
                if (bytes.length > MOST_TEXT) {
                    throw new StepException(address + ": the answer is longer than a list of files");
                }
                return new String(bytes, StandardCharsets.UTF_8);
            }
        });
    }

    /** The size of a file before it is fetched. */
    long size(URI address) throws InterruptedException {
        return patiently(address, () -> {
            HttpURLConnection answer = ask(address, "HEAD", 0);
            long size = answer.getContentLengthLong();
            answer.disconnect();
            if (size <= 0) {
                throw new StepException(address + ": the server does not say how large it is, so nothing is fetched");
            }
            return size;
        });
    }

    /**
     * Brings a file to its size, going on where it ends.
     *
     * @param told hears how many bytes are there
     */
    void fetch(URI address, long size, Path partial, LongConsumer told) throws IOException, InterruptedException {
        while (length(partial) < size) {
            long have = length(partial);
            try {
                patiently(address, () -> {
                    append(address, size, partial, told);
                    return size;
                });
            } catch (UnreachableException gaveUp) {
                if (length(partial) <= have) {
                    throw gaveUp;
                }
            }
        }
    }

    private static long length(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private static void append(URI address, long size, Path partial, LongConsumer told) throws IOException {
        long have = length(partial);
        HttpURLConnection answer = ask(address, "GET", have);
        String range = String.valueOf(answer.getHeaderField("Content-Range"));
        boolean goesOn =
                answer.getResponseCode() == 206 && range.equals("bytes " + have + "-" + (size - 1) + "/" + size);
        if (answer.getResponseCode() == 206 && !goesOn) {
            answer.disconnect();
            Files.deleteIfExists(partial);
            throw new IOException("the server does not go on at byte " + have + " (" + range + ")");
        }
        StandardOpenOption how = goesOn ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
        long length = goesOn ? have : 0;
        try (InputStream in = answer.getInputStream();
                OutputStream out =
                        Files.newOutputStream(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
            byte[] piece = new byte[PIECE];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                length += read;
                if (length > size) {
                    throw new StepException(
                            address + ": the server sends more than the " + size + " bytes it announced");
                }
                out.write(piece, 0, read);
                told.accept(length);
            }
        }
        if (length < size) {
            throw new IOException("the connection ended after " + length + " of " + size + " bytes");
        }
    }

    /** An answer of 200 or 206; redirects are followed on the same server only. */
    private static HttpURLConnection ask(URI address, String method, long from) throws IOException {
        URI at = address;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            HttpURLConnection connection = (HttpURLConnection) at.toURL().openConnection();
            connection.setInstanceFollowRedirects(false);
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(STALL_MILLIS);
            connection.setRequestMethod(method);
            connection.setRequestProperty("User-Agent", "retrace");
            connection.setRequestProperty("Accept-Encoding", "identity");
            if (from > 0) {
                connection.setRequestProperty("Range", "bytes=" + from + "-");
            }
            int status = connection.getResponseCode();
            if (status == 200 || status == 206) {
                return connection;
            }
            String location = String.valueOf(connection.getHeaderField("Location"));
            connection.disconnect();
            if (status / 100 != 3) {
                throw refused(at, status);
            }
            at = sameServer(at, location);
        }
        throw new StepException(address + ": the server redirects more than " + MOST_REDIRECTS + " times");
    }

    private static RuntimeException refused(URI at, int status) throws IOException {
        if (status == 408 || status == 429 || status >= 500) {
            throw new IOException("the server answers " + status);
        }
        return new StepException(at + ": the server answers " + status
                + (status == 404 ? ": there is no such file; is the address right?" : ", which is no file"));
    }

    private static URI sameServer(URI at, String location) {
        try {
            URI next = at.resolve(location);
            if (at.getScheme().equals(next.getScheme()) && at.getRawAuthority().equals(next.getRawAuthority())) {
                return next;
            }
        } catch (IllegalArgumentException malformed) {
            // refused below
        }
        throw new StepException(at + ": the server redirects to '" + location
                + "', another place than the one that was shown to you; nothing is fetched from there");
    }

    @FunctionalInterface
    private interface Asking<T> {
        T ask() throws IOException;
    }

    private <T> T patiently(URI address, Asking<T> asking) throws InterruptedException {
        long wait = pause.toMillis();
        for (int attempt = 1; ; attempt++) {
            try {
                return asking.ask();
            } catch (IOException failed) {
                if (attempt == MOST_ATTEMPTS) {
                    throw new UnreachableException(
                            address + " cannot be fetched: " + failed.getMessage()
                                    + ". What came is kept; the same command goes on there",
                            failed);
                }
                Thread.sleep(wait);
                wait *= 2;
            }
        }
    }
}
