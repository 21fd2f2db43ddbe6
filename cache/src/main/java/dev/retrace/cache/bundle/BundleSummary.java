package dev.retrace.cache.bundle;

import dev.retrace.cache.Artifact;
import dev.retrace.cache.Digest;
import java.util.List;

/**
 * What a bundle holds, for people.
 *
 * @param run its id
 * @param records how many
 * @param blobs how many
 * @param bytes of all files
 * @param elsewhere digests that its records name and that it does not hold, such as weights
 * @param leftOut files of the run that it does not hold
 */
public record BundleSummary(
        String run, int records, int blobs, long bytes, List<Digest> elsewhere, List<String> leftOut) {

    public BundleSummary {
        elsewhere = List.copyOf(elsewhere);
        leftOut = List.copyOf(leftOut);
    }

    static BundleSummary of(Manifest manifest) {
        return new BundleSummary(
                manifest.run(),
                manifest.names("ac/").size(),
                manifest.names("cas/").size(),
                manifest.files().values().stream().mapToLong(Artifact::size).sum(),
                List.copyOf(manifest.elsewhere()),
                List.copyOf(manifest.leftOut()));
    }
}
