package dev.retrace.engine.cli.run;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A command as a person can paste it into a shell. */
public final class CommandLineText {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private CommandLineText() {}

    /** {@code retrace} with these arguments, quoted where a POSIX shell would read something else. */
    public static String of(List<String> arguments) {
        return arguments.stream().map(CommandLineText::word).collect(Collectors.joining(" ", "retrace ", ""));
    }

    private static String word(String argument) {
        return PLAIN.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
