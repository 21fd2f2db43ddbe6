package dev.retrace.steps.hub;

import dev.retrace.engine.step.SourceFetcher.Network;
import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.net.URI;
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

    /** The first result; a {@link StepException} ends the attempts. */
    <T> T of(URI address, Attempt<T> attempt) throws IOException, InterruptedException {
        Duration wait = pause;
        for (int number = 1; ; number++) {
            try {
                return attempt.make();
            } catch (IOException failed) {
                if (number == MOST) {
                    throw new StepException(
                            address + ": failed " + MOST + " times, last with: " + said(failed)
                                    + ". What has come is kept: run again to go on.",
                            failed);
                }
                Duration asked = failed instanceof Web.BusyException busy ? busy.asked() : Duration.ZERO;
                Duration due = asked.compareTo(wait) > 0 ? asked : wait;
                network.tell(said(failed) + "; trying again in " + due.toSeconds() + " s");
                Thread.sleep(due.toMillis());
                wait = wait.multipliedBy(2);
            }
        }
    }

    private static String said(IOException failed) {
        return failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage();
    }
}
