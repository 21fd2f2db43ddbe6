package dev.retrace.engine.torch.install;

import dev.retrace.engine.step.StepException;
import dev.retrace.engine.yaml.Words;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The server's list of files: one path a line, as {@code cu128/linux-x86_64/native/lib/libtorch_cuda.so.gz}. */
final class FileList {

    private static final int MOST_FILES = 100;
    private static final int MOST_OFFERED = 20;
    private static final String PACKED = ".gz";

    /** Of a path in the list, as in an address: nothing that leads elsewhere. */
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9._+%-]{1,100}(?:/[A-Za-z0-9._+%-]{1,100}){3,6}");

    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_+-]{0,119}(?:\\.[A-Za-z0-9_+-]{1,60}){0,6}");
    private static final Pattern LIBRARY = Pattern.compile(".*\\.so(?:\\.\\d{1,6})*");

    /**
     * A library on the server.
     *
     * @param path in an address
     * @param name of the library, unpacked
     */
    record Listed(String path, String name) {}

    private FileList() {}

    /**
     * The libraries of a release.
     *
     * @throws StepException if there are none, or the list is not what such a list is
     */
    static List<Listed> of(String text, Release release, String address) {
        List<Listed> listed = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        Set<String> offered = new LinkedHashSet<>();
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.startsWith(release.prefix())) {
                Listed file = file(line, address);
                if (!names.add(file.name())) {
                    throw new StepException(
                            address + " names " + Words.quoted(file.name()) + " twice; nothing is fetched");
                } else if (LIBRARY.matcher(file.name()).matches()) {
                    listed.add(file); // whatever else lies there is not loaded
                }
            } else if (line.split("/", -1).length > 2 && offered.size() < MOST_OFFERED) {
                offered.add(Words.printable(line.substring(0, line.indexOf('/', line.indexOf('/') + 1))));
            }
        }
        if (listed.isEmpty()) {
            throw new StepException(address + " has nothing for " + release.prefix() + ", only "
                    + (offered.isEmpty() ? "what is no list of libraries" : String.join(", ", offered)));
        } else if (listed.size() > MOST_FILES) {
            throw new StepException(address + " names " + listed.size() + " files for " + release.prefix()
                    + "; more than " + MOST_FILES + " are no PyTorch, and nothing is fetched");
        }
        return listed;
    }

    private static Listed file(String line, String address) {
        try {
            if (PATH.matcher(line).matches() && line.endsWith(PACKED) && !line.contains("..")) {
                String last = line.substring(line.lastIndexOf('/') + 1, line.length() - PACKED.length());
                String name = URLDecoder.decode(last, StandardCharsets.UTF_8);
                requirePlain(name);
                return new Listed(line, name);
            }
        } catch (IllegalArgumentException hostile) {
            // refused below, with the line as it came
        }
        throw new StepException(address + " names the file " + Words.quoted(line)
                + ", which is no path of a packed library; nothing is fetched");
    }

    /** Refuses a name that could lead out of its folder, or hide. */
    static void requirePlain(String name) {
        if (!PLAIN.matcher(name).matches()) {
            throw new IllegalArgumentException(Words.quoted(name) + " is no name of a library");
        }
    }
}
