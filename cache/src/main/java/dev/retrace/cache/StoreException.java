package dev.retrace.cache;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A store that cannot do what it was asked: where it is, why, and what its user can do. */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final String ELSEWHERE = "choose another place with --store DIR or RETRACE_STORE";

    private StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    static StoreException cannotWrite(Path root, IOException cause) {
        return new StoreException(
                "the store %s cannot be written (%s); make it writable, or %s"
                        .formatted(root, reason(cause), ELSEWHERE),
                cause);
    }

    static StoreException cannotRead(Path root, IOException cause) {
        return new StoreException(
                "the store %s cannot be read (%s); %s".formatted(root, reason(cause), ELSEWHERE), cause);
    }

    static StoreException readOnly(Path root) {
        return new StoreException(
                "the store %s was opened for reading only, but is asked to change; %s".formatted(root, ELSEWHERE),
                null);
    }

    static StoreException unreadableFormat(Path file, String found) {
        return new StoreException(
                "%s should say {\"format\":%d}, but says '%s'; restore it, or %s"
                        .formatted(file, StoreLayout.FORMAT, found, ELSEWHERE),
                null);
    }

    static StoreException newerFormat(Path root, int found) {
        return new StoreException(
                "the store %s has format %d, but this Retrace knows formats up to %d; update Retrace, or %s"
                        .formatted(root, found, StoreLayout.FORMAT, ELSEWHERE),
                null);
    }

    /** Two may not take things out of use at once. */
    public static StoreException collectionUnderWay(Path root) {
        return new StoreException(
                "another process collects the garbage of %s; try again when that is done".formatted(root), null);
    }

    static StoreException keepsChanging(Path file) {
        return new StoreException(
                "%s changes while it is read, so it has no digest; wait until nothing writes it".formatted(file), null);
    }

    static StoreException notAFile(Path file) {
        return new StoreException("only a plain file has a digest, but %s is none".formatted(file), null);
    }

    /**
     * The index could not answer.
     *
     * @param place its folder
     */
    public static StoreException index(Path place, Exception cause) {
        return new StoreException(
                "the index in %s cannot be used (%s); build it again with 'retrace reindex'"
                        .formatted(place, reason(cause)),
                cause);
    }

    /**
     * Another process keeps the index.
     *
     * @param place its folder
     */
    public static StoreException indexInUse(Path place) {
        return new StoreException(
                "another process uses the index in %s; try again when that is done".formatted(place), null);
    }

    /** Java's file exceptions often have only the path as their message. */
    private static String reason(Exception cause) {
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
