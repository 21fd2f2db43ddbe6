package dev.retrace.engine.step;

import org.jspecify.annotations.Nullable;

/**
 * One named input of a step.
 *
 * @param name as workflows write it
 * @param kind how many artifacts it takes
 * @param required whether a workflow may leave it out
 * @param accepts what the output that it takes is called; null for any output
 * @param doc one sentence for help and editors
 */
public record InputSlot(
        String name, Kind kind, boolean required, @Nullable String accepts, String doc) {

    /** How many artifacts an input takes. */
    public enum Kind {
        /** Exactly one artifact; a reference to a swept step must select one cell. */
        FILE,
        /** A table in one or many parts (cells of a sweep, shards), read as one; may be sharded. */
        TABLE,
        /** A list of references, each with one or many parts. */
        FILES
    }

    /** A required input of one artifact. */
    public static InputSlot file(String name, String doc) {
        return new InputSlot(name, Kind.FILE, true, null, doc);
    }

    /** A required table. */
    public static InputSlot table(String name, String doc) {
        return new InputSlot(name, Kind.TABLE, true, null, doc);
    }

    /** A required list of references. */
    public static InputSlot files(String name, String doc) {
        return new InputSlot(name, Kind.FILES, true, null, doc);
    }

    /** The same input, which a workflow may leave out. */
    public InputSlot optional() {
        return new InputSlot(name, kind, false, accepts, doc);
    }

    /** The same input, which takes only outputs called so. */
    public InputSlot accepting(String output) {
        return new InputSlot(name, kind, required, output, doc);
    }
}
