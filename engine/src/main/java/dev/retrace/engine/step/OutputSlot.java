package dev.retrace.engine.step;

/**
 * One named output of a step: a file.
 *
 * @param name as references write it
 * @param extension of the file, without the dot: {@code csv}, {@code json}, {@code safetensors}, {@code html}
 */
public record OutputSlot(String name, String extension) {

    /** The name of the file that the step writes. */
    public String fileName() {
        return name + "." + extension;
    }
}
