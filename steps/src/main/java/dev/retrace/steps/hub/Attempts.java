package dev.retrace.steps.hub;

import dev.retrace.engine.step.SourceFetcher.Network;
import dev.retrace.engine.step.UnreachableException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;

/** Tries again what failed and may pass, each time after a longer pause. */
final class Attempts {

    private static final int MOST = 5;

    /** One attempt. */
    interface Attempt<T> {
        T make() throws IOException, InterruptedException;
    }

    private final Duration pause;
    private final Network network;

    Attempts(Duration pause, Network network) {
        this.pause = pause;
        this.network = network;
    }

    /**
     * The first result; any exception but an {@link IOException} ends the attempts.
     *
     * @throws UnreachableException if all fail
     */
    <T> T of(URI address, Attempt<T> attempt) throws IOException, InterruptedException {
        Duration wait = pause;
        for (int number = 1; ; number++) {
            try {
                return attempt.make();
            } catch (IOException failed) {
                if (number == MOST) {
                    throw new UnreachableException(
                            address + ": failed " + MOST + " times, last with: " + said(address, failed)
                                    + ". What has come is kept: run again to go on.",
                            failed);
                }
                Duration asked = failed instanceof Web.BusyException busy ? busy.asked() : Duration.ZERO;
                Duration due = asked.compareTo(wait) > 0 ? asked : wait;
                network.tell(said(address, failed) + "; trying again in " + due.toSeconds() + " s");
                Thread.sleep(due.toMillis());
                wait = wait.multipliedBy(2);
            }
        }
    }

    /** Java's client tells nothing of a host that is not known or does not answer. */
    private static String said(URI address, IOException failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return "no address is known for " + address.getHost() + " (is there a network?)";
            }
        }
        if (failed instanceof ConnectException) {
            return address.getAuthority() + " takes no connection";
        }
        return failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage();
    }
}
