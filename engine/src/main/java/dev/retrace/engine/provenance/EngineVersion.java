package dev.retrace.engine.provenance;

/** The version of this engine. */
public final class EngineVersion {

    /** As {@code retrace --version} says it. */
    public static final String TEXT = "0.1.0";

    private EngineVersion() {}
}
