package dev.retrace.engine.cli.run;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The words of a {@code run} that only computes, serves and reports, as far as they must be understood
 * to find its store. The command line is read by another, which takes longer than all else.
 *
 * @param workflow its file
 * @param store the folder after {@code --store}; null where it is not given
 */
public record RunWords(Path workflow, @Nullable Path store) {

    private static final String STORE = "--store";

    private static final Set<String> WITH_VALUE = Set.of(
            STORE,
            "--set",
            "--profile",
            "--device",
            "--device-memory",
            "--precision",
            "--only",
            "--jobs",
            "-j",
            "--threads",
            "--memory",
            "--max-failures");

    private static final Set<String> ALONE = Set.of("--keep-going", "--fail-fast", "--offline");

    /** The words of such a command; nothing if there is one more among them, or one is not understood. */
    public static Optional<RunWords> of(List<String> words) {
        if (words.isEmpty() || !words.get(0).equals("run")) {
            return Optional.empty();
        }
        String workflow = null;
        String store = null;
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            if (WITH_VALUE.contains(name)) {
                i += equals < 0 ? 1 : 0;
                if (i == words.size()) {
                    return Optional.empty();
                }
                String value = equals < 0 ? words.get(i) : word.substring(equals + 1);
                store = name.equals(STORE) ? value : store;
            } else if (workflow == null && !word.startsWith("-") && !word.startsWith("@")) {
                workflow = word;
            } else if (!ALONE.contains(word)) {
                return Optional.empty();
            }
        }
        return workflow == null ? Optional.empty() : paths(workflow, store);
    }

    private static Optional<RunWords> paths(String workflow, @Nullable String store) {
        try {
            return Optional.of(new RunWords(Path.of(workflow), store == null ? null : Path.of(store)));
        } catch (InvalidPathException impossible) {
            return Optional.empty();
        }
    }
}
