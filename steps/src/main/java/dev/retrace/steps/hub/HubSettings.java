package dev.retrace.steps.hub;

import dev.retrace.engine.step.StepException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Where the hub and its cache are.
 *
 * @param cache the folder of {@code models--…}
 * @param files the folder for files that are fetched by address
 * @param endpoint the hub's address
 * @param token what the user may see there; empty for what everybody may
 * @param pause before the second attempt; doubled each time
 */
record HubSettings(Path cache, Path files, URI endpoint, String token, Duration pause) {

    private static final String HUB = "https://huggingface.co";

    /** As the environment says, with the defaults of the hub's own tools. */
    static HubSettings of(Map<String, String> environment) {
        Path home = Path.of(System.getProperty("user.home"));
        Path caches = variable(environment, "XDG_CACHE_HOME").map(Path::of).orElse(home.resolve(".cache"));
        Path cache = variable(environment, "HF_HUB_CACHE")
                .or(() -> variable(environment, "HUGGINGFACE_HUB_CACHE"))
                .map(Path::of)
                .orElseGet(() -> variable(environment, "HF_HOME")
                        .map(Path::of)
                        .orElse(caches.resolve("huggingface"))
                        .resolve("hub"));
        String endpoint = variable(environment, "HF_ENDPOINT").orElse(HUB);
        return new HubSettings(
                cache.toAbsolutePath(),
                caches.resolve("retrace").resolve("files").toAbsolutePath(),
                address(endpoint),
                variable(environment, "HF_TOKEN").orElse("").strip(),
                Duration.ofSeconds(1));
    }

    private static URI address(String endpoint) {
        try {
            URI address = URI.create(endpoint.replaceFirst("/+$", ""));
            if (address.getHost() != null && String.valueOf(address.getScheme()).matches("https?")) {
                return address;
            }
        } catch (IllegalArgumentException malformed) {
            // refused below
        }
        throw new StepException("HF_ENDPOINT is '" + endpoint + "', but must be an address such as " + HUB);
    }

    private static Optional<String> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }
}
