package dev.retrace.engine.workflow;

import dev.retrace.engine.step.Source;
import java.io.IOException;
import java.nio.file.Path;

/** Finds what a parameter of type source names, and digests it. */
@FunctionalInterface
public interface SourceResolver {

    /**
     * The file or folder at a location.
     *
     * @param location a path, {@code hf:repo@revision}, or an address with its SHA-256
     * @param base the folder to which a relative path is relative
     * @throws dev.retrace.engine.step.StepException if there is none, in words for the user
     */
    Source resolve(String location, Path base) throws IOException;
}
