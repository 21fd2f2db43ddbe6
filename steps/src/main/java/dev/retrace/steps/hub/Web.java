package dev.retrace.steps.hub;

import dev.retrace.engine.step.SourceFetcher.Network;
import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/** Asks servers: follows redirects, keeps the token to the hub, and turns refusals into words. */
final class Web {

    /**
     * What the hub says of a file before it is fetched.
     *
     * @param digest that its bytes shall have
     * @param size in bytes; negative if it does not say
     */
    record Described(ContentDigest digest, long size) {}

    /** A refusal that may pass: too many requests, an error of the server's. */
    static final class BusyException extends IOException {

        private static final long serialVersionUID = 1;
        private final Duration asked;

        BusyException(String message, Duration asked) {
            super(message);
            this.asked = asked;
        }

        /** How long the server asks to wait; zero if it does not. */
        Duration asked() {
            return asked;
        }
    }

    private static final int MOST_REDIRECTS = 10;
    private static final int MAX_TEXT = 16 << 20;
    private static final long LONGEST_WAIT = 60;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    private final HubSettings settings;
    private final Network network;

    Web(HubSettings settings, Network network) {
        this.settings = settings;
        this.network = network;
    }

    /** A small answer; busy servers are asked again. */
    String text(URI address) throws IOException, InterruptedException {
        return new Attempts(settings.pause(), network).of(address, () -> {
            try (InputStream body = get(address, 0).body()) {
                byte[] bytes = body.readNBytes(MAX_TEXT + 1);
                if (bytes.length > MAX_TEXT) {
                    throw new StepException(address + ": the answer has more than " + MAX_TEXT + " bytes");
                }
                return new String(bytes, StandardCharsets.UTF_8);
            }
        });
    }

    /** Digest and size of a file of the hub; only the hub's own answer is believed. */
    Described describe(URI address) throws IOException, InterruptedException {
        return new Attempts(settings.pause(), network).of(address, () -> {
            URI at = address;
            for (int redirects = 0; redirects < MOST_REDIRECTS; redirects++) {
                HttpResponse<InputStream> answer = send(at, "HEAD", 0);
                answer.body().close();
                String linked = header(answer, "x-linked-etag");
                boolean moved = isRedirect(answer.statusCode());
                if (moved && linked.isEmpty() && sameOrigin(next(at, answer), settings.endpoint())) {
                    at = next(at, answer);
                    continue;
                }
                if (!moved) {
                    requireDone(at, answer);
                }
                return described(address, answer, linked);
            }
            throw tooManyRedirects(address);
        });
    }

    private static Described described(URI address, HttpResponse<?> answer, String linked) {
        String etag = (linked.isEmpty() ? header(answer, "etag") : linked)
                .replaceFirst("^W/", "")
                .replace("\"", "");
        if (!ContentDigest.isDigest(etag)) {
            throw new StepException(address + ": the answer tells no digest of the file (its ETag is '" + etag
                    + "'), so what comes could not be checked. Is HF_ENDPOINT a hub?");
        }
        String size = header(answer, linked.isEmpty() ? "content-length" : "x-linked-size");
        return new Described(new ContentDigest(etag), size.matches("[0-9]{1,18}") ? Long.parseLong(size) : -1);
    }

    /** The bytes of a file from one on; status 200 if the server sends all of them nevertheless. */
    HttpResponse<InputStream> get(URI address, long from) throws IOException, InterruptedException {
        URI at = address;
        for (int redirects = 0; redirects < MOST_REDIRECTS; redirects++) {
            HttpResponse<InputStream> answer = send(at, "GET", from);
            if (!isRedirect(answer.statusCode())) {
                requireDone(at, answer);
                return answer;
            }
            answer.body().close();
            at = next(at, answer);
        }
        throw tooManyRedirects(address);
    }

    private HttpResponse<InputStream> send(URI at, String method, long from) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(at)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(TIMEOUT)
                .header("User-Agent", "retrace")
                .header("Accept-Encoding", "identity");
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        boolean safe = "https".equals(at.getScheme()) || LOCAL.contains(String.valueOf(at.getHost()));
        if (!settings.token().isEmpty() && safe && sameOrigin(at, settings.endpoint())) {
            request.header("Authorization", "Bearer " + settings.token());
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    private static URI next(URI at, HttpResponse<?> answer) {
        try {
            URI next = at.resolve(header(answer, "location"));
            boolean allowed = "https".equals(next.getScheme())
                    || ("http".equals(next.getScheme()) && "http".equals(at.getScheme()));
            if (allowed && next.getHost() != null) {
                return next;
            }
        } catch (IllegalArgumentException malformed) {
            // refused below
        }
        throw new StepException(
                at + ": the server redirects to '" + header(answer, "location") + "', which is no address to follow");
    }

    private static boolean sameOrigin(URI a, URI b) {
        return String.valueOf(a.getScheme()).equalsIgnoreCase(String.valueOf(b.getScheme()))
                && String.valueOf(a.getHost()).equalsIgnoreCase(String.valueOf(b.getHost()))
                && a.getPort() == b.getPort();
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private void requireDone(URI at, HttpResponse<InputStream> answer) throws IOException {
        int status = answer.statusCode();
        if (status == 200 || status == 206 || status == 416) {
            return;
        }
        answer.body().close();
        if (status == 408 || status == 429 || status >= 500) {
            String wait = header(answer, "retry-after");
            long seconds = wait.matches("[0-9]{1,9}") ? Math.min(Long.parseLong(wait), LONGEST_WAIT) : 0;
            throw new BusyException(at + " answers " + status, Duration.ofSeconds(seconds));
        }
        throw new StepException(at + ": the server answers " + status + meaning(status));
    }

    private String meaning(int status) {
        return switch (status) {
            case 401, 403 ->
                settings.token().isEmpty()
                        ? ": it needs permission, or there is no such model. Accept its conditions on its page, and set"
                                + " HF_TOKEN to a token that may read it."
                        : ": the token of HF_TOKEN may not read it. Accept its conditions on its page with the same"
                                + " account.";
            case 404 -> ": there is no such model, revision or file. Is its name written as on its page?";
            default -> ", which is no file";
        };
    }

    static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name.toLowerCase(Locale.ROOT)).orElse("");
    }

    private static StepException tooManyRedirects(URI address) {
        return new StepException(address + ": the server redirects more than " + MOST_REDIRECTS + " times");
    }
}
