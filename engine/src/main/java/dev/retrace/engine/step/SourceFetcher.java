package dev.retrace.engine.step;

import java.io.IOException;
import java.nio.file.Path;

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
    }

    /** Whether a location is of the kind that this one fetches. */
    boolean fetches(String location);

    /**
     * The file or folder, from this machine if it has it, else from the network.
     *
     * @throws NotHereException if it is not here and may not be fetched
     * @throws StepException if it cannot be fetched, in words for the user
     */
    Path fetch(String location, Network network) throws IOException, InterruptedException;
}
