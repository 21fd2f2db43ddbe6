package dev.retrace.engine.step;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Brings what a source names onto this machine, before anything is keyed; found as a service. The
 * engine digests what it gives, so a cell's key follows the content, whatever the address.
 */
public interface SourceFetcher {

    /** Whether the network may be used, and who hears how far it is. */
    interface Network {

        /** Why nothing may be fetched, such as {@code --offline}; empty if it may. */
        String forbidden();

        /** Tells the user how far a download is. */
        void tell(String line);

        /** Why the environment forbids it: {@code RETRACE_OFFLINE} or {@code HF_HUB_OFFLINE}; empty if it does not. */
        static String forbiddenBy(Map<String, String> environment) {
            return Stream.of("RETRACE_OFFLINE", "HF_HUB_OFFLINE")
                    .filter(variable -> List.of("1", "true", "yes", "on")
                            .contains(environment.getOrDefault(variable, "").toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .map(variable -> variable + " is set")
                    .orElse("");
        }
    }

    /** Whether a location is of the kind that this one fetches. */
    boolean fetches(String location);

    /**
     * The file or folder, from this machine if it has it, else from the network.
     *
     * @throws NotHereException if it is not here and may not be fetched
     * @throws UnreachableException if no attempt to fetch it got through
     * @throws StepException if it cannot be fetched for another reason, in words for the user
     */
    Path fetch(String location, Network network) throws IOException, InterruptedException;
}
