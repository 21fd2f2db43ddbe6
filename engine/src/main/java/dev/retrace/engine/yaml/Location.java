package dev.retrace.engine.yaml;

/**
 * Where something is written.
 *
 * @param source the file as the user named it, or the option of the command line
 * @param line counted from 1; 0 for an option, which has no lines
 * @param column counted from 1, in characters as people count them (code points)
 */
public record Location(String source, int line, int column) {

    /** A place on the command line, such as {@code --set facts}. */
    public static Location option(String option) {
        return new Location(option, 0, 0);
    }

    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line + ":" + column;
    }
}
