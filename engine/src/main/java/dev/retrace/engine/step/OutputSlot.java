package dev.retrace.engine.step;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One named output of a step: a file.
 *
 * @param name as references write it
 * @param extension of the file, without the dot: {@code csv}, {@code json}, {@code safetensors}, {@code html}
 * @param fileName of the file that the step writes, and that {@code retrace show --save} gives
 * @param quotients columns of a table that an audit weighs by what they were divided by
 */
public record OutputSlot(String name, String extension, String fileName, List<Quotient> quotients) {

    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");

    public OutputSlot {
        quotients = List.copyOf(quotients);
        if (!FILE.matcher(fileName).matches() || !fileName.endsWith("." + extension)) {
            throw new IllegalArgumentException("the output '" + name + "' is a file with a plain name that ends in ."
                    + extension + ", not '" + fileName + "'");
        }
    }

    /** A file that is called otherwise than the output. */
    public OutputSlot(String name, String extension, String fileName) {
        this(name, extension, fileName, List.of());
    }

    /** A file that is called as the output. */
    public OutputSlot(String name, String extension) {
        this(name, extension, name + "." + extension);
    }

    /** The same output, a table with such columns. */
    public OutputSlot dividing(Quotient... columns) {
        return new OutputSlot(name, extension, fileName, Arrays.asList(columns));
    }
}
