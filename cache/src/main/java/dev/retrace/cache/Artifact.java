package dev.retrace.cache;

/**
 * Immutable bytes, by name.
 *
 * @param digest of the bytes
 * @param size how many they are
 */
public record Artifact(Digest digest, long size) {

    public Artifact {
        if (size < 0) {
            throw new IllegalArgumentException(
                    "an artifact has no negative size, but " + digest + " was given " + size);
        }
    }
}
