package dev.retrace.cache.bundle;

import java.nio.file.Path;

/** A bundle that cannot be made or cannot be believed: which, why, and what its user can do. */
public final class BundleException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private BundleException(String message) {
        super(message);
    }

    static BundleException incomplete(String run, String why) {
        return new BundleException(
                "run %s cannot be exported: %s; run the workflow again, then export that run".formatted(run, why));
    }

    static BundleException refused(Path file, String why) {
        return new BundleException(
                "%s is not imported, and nothing of it is in the store: %s; ask for it anew".formatted(file, why));
    }
}
