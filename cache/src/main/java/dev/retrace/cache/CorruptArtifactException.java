package dev.retrace.cache;

import java.nio.file.Path;

/** Bytes that are not what their name says: which file, and what was done about it. */
public final class CorruptArtifactException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean missing;

    private CorruptArtifactException(String message, boolean missing) {
        super(message);
        this.missing = missing;
    }

    /** Whether there are no bytes at all. */
    public boolean missing() {
        return missing;
    }

    static CorruptArtifactException quarantined(Path file, String found, Path aside) {
        return new CorruptArtifactException(
                "%s does not hold the bytes that its name says (%s); it was moved to %s, run again to compute it anew"
                        .formatted(file, found, aside.getFileName()),
                false);
    }

    static CorruptArtifactException inReadOnlyStore(Path file, String found) {
        return new CorruptArtifactException(
                "%s does not hold the bytes that its name says (%s); ask the store's owner to delete this file"
                        .formatted(file, found),
                false);
    }

    static CorruptArtifactException missing(Path file) {
        return new CorruptArtifactException(
                "%s is not in the store any more; run again to compute it anew".formatted(file), true);
    }
}
