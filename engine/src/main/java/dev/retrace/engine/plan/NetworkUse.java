package dev.retrace.engine.plan;

import dev.retrace.engine.step.SourceFetcher;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Whether sources may be fetched.
 *
 * @param forbidden why not; empty if they may
 * @param progress hears how far a download is
 */
public record NetworkUse(String forbidden, Consumer<String> progress) implements SourceFetcher.Network {

    /** Allowed, unless {@code RETRACE_OFFLINE} or {@code HF_HUB_OFFLINE} says otherwise. */
    public static NetworkUse of(Map<String, String> environment, Consumer<String> progress) {
        return new NetworkUse(SourceFetcher.Network.forbiddenBy(environment), progress);
    }

    /** The same, but forbidden for this reason. */
    public NetworkUse forbiddenBy(String reason) {
        return new NetworkUse(reason, progress);
    }

    @Override
    public void tell(String line) {
        progress.accept(line);
    }
}
