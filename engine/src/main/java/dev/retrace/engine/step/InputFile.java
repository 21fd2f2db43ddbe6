package dev.retrace.engine.step;

import java.nio.file.Path;

/**
 * An artifact that a step may read.
 *
 * @param path where its bytes lie; read only
 * @param sha256 its content's SHA-256, 64 hexadecimal digits
 */
public record InputFile(Path path, String sha256) {}
