package dev.retrace.engine.device;

import dev.retrace.engine.yaml.Words;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What {@code --device} asks for.
 *
 * @param names one for each lane, {@code cpu} or {@code cuda:0}, all of one kind; empty for {@code auto}
 */
public record DeviceNames(List<String> names) {

    /** Whatever serves best. */
    public static final String AUTO = "auto";

    static final String CPU = "cpu";

    private static final int MOST = 64;
    private static final Pattern NAME = Pattern.compile("cpu|cuda:(?:0|[1-9]\\d{0,2})");
    private static final String FORM = "it takes auto, cpu or cuda:N, or several of one kind as cuda:0,cuda:1";

    public DeviceNames {
        names = List.copyOf(names);
    }

    /**
     * Reads {@code auto}, {@code cpu}, {@code cuda:0} or {@code cuda:0,cuda:1}.
     *
     * @throws IllegalArgumentException with what is wrong and what is allowed
     */
    public static DeviceNames parse(String text) {
        if (text.strip().equals(AUTO)) {
            return new DeviceNames(List.of());
        }
        List<String> names = Stream.of(text.split(",", -1)).map(String::strip).toList();
        for (String name : names) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "no device is called " + Words.quoted(name) + hint(name) + "; " + FORM);
            }
        }
        if (names.size() > MOST) {
            throw new IllegalArgumentException("it names " + names.size() + " devices; a run has at most " + MOST);
        } else if (names.contains(CPU) && names.stream().anyMatch(name -> !name.equals(CPU))) {
            throw new IllegalArgumentException("it names cpu and GPUs together, but the results of one run come from"
                    + " one class of device, which their keys name; " + FORM);
        }
        return new DeviceNames(names);
    }

    private static String hint(String name) {
        if (name.equals(AUTO)) {
            return " among others, for auto decides alone";
        }
        return name.matches("(?i)cuda|gpu|nvidia|cuda:?0") ? "; did you mean 'cuda:0'?" : "";
    }

    /** Whether the choice is left to Retrace. */
    public boolean auto() {
        return names.isEmpty();
    }

    boolean cpu() {
        return names.contains(CPU);
    }
}
