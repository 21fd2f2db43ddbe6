package dev.retrace.engine.repeat;

import dev.retrace.cache.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A command, with all that can change what it means except files.
 *
 * @param words as they were typed
 * @param workflow the file among them
 * @param environment all variables, but those that say only where on the screen a command runs
 * @param machine the Java, its settings, and what it runs on
 */
public record Command(
        List<String> words, Path workflow, SortedMap<String, String> environment, SortedMap<String, String> machine) {

    /** Raised when what is remembered changes its form. */
    private static final String VERSION = "repeat 1";

    /** Larger files are refused as workflows. */
    private static final int MOST_BYTES = 1 << 20;

    private static final Set<String> OF_THE_SCREEN = Set.of(
            "_",
            "SHLVL",
            "PWD", // as the shell names the folder; Java's own name for it is among the properties
            "OLDPWD",
            "RETRACE_TERMINAL",
            "RETRACE_ROWS",
            "RETRACE_COLUMNS",
            "RETRACE_WIDTH");

    private static final List<String> PROPERTIES = List.of(
            "user.dir",
            "user.home",
            "java.class.path",
            "java.home",
            "java.vm.version",
            "os.version",
            "file.encoding",
            "sun.jnu.encoding");

    private static final String OWN_PROPERTIES = "retrace.";

    /** The last tells one start of the machine from the next: its parts, such as GPUs, change in between. */
    private static final List<Path> KERNEL =
            List.of(Path.of("/proc/sys/kernel/hostname"), Path.of("/proc/sys/kernel/random/boot_id"));

    public Command {
        words = List.copyOf(words);
        SortedMap<String, String> kept = new TreeMap<>(environment);
        kept.keySet().removeAll(OF_THE_SCREEN);
        environment = Collections.unmodifiableSortedMap(kept);
        machine = Collections.unmodifiableSortedMap(new TreeMap<>(machine));
    }

    /** A command of this process. */
    public static Command here(List<String> words, Path workflow) throws IOException {
        SortedMap<String, String> machine = new TreeMap<>();
        for (String property : PROPERTIES) {
            machine.put(property, System.getProperty(property, ""));
        }
        for (String property : System.getProperties().stringPropertyNames()) {
            if (property.startsWith(OWN_PROPERTIES)) {
                machine.put(property, System.getProperty(property, ""));
            }
        }
        for (Path file : KERNEL) {
            machine.put(file.toString(), Files.isReadable(file) ? Files.readString(file) : "");
        }
        machine.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
        return new Command(words, workflow, new TreeMap<>(System.getenv()), machine);
    }

    /** What the workflow's file holds now. */
    byte[] text() throws IOException {
        try (InputStream stream = Files.newInputStream(workflow)) {
            byte[] text = stream.readNBytes(MOST_BYTES + 1);
            if (text.length > MOST_BYTES) {
                throw new IOException("no workflow is as large as " + workflow);
            }
            return text;
        }
    }

    /**
     * The name of what the command means. Of the environment, which holds secrets, nothing but this
     * digest is written anywhere.
     *
     * @param text of the workflow
     */
    Digest meaning(byte[] text) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        add(all, VERSION);
        add(all, String.valueOf(words.size()));
        words.forEach(word -> add(all, word));
        for (Map<String, String> facts : List.of(environment, machine)) {
            add(all, String.valueOf(facts.size()));
            facts.forEach((name, value) -> {
                add(all, name);
                add(all, value);
            });
        }
        all.writeBytes(text);
        return Digest.of(all.toByteArray());
    }

    /** No word and no variable holds a NUL. */
    private static void add(ByteArrayOutputStream all, String part) {
        all.writeBytes(part.getBytes(StandardCharsets.UTF_8));
        all.write(0);
    }
}
