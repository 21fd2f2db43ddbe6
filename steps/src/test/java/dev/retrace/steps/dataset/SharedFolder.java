package dev.retrace.steps.dataset;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Models, data and expected numbers that are not part of the project; tests that need them are skipped without. */
public final class SharedFolder {

    private SharedFolder() {}

    /** A file or folder in it; skips the test where it is absent. */
    public static Path require(String relative) {
        Path shared = find();
        assumeTrue(shared != null, "skipped: there is no folder 'shared' beside the project");
        Path wanted = shared.resolve(relative);
        assumeTrue(Files.exists(wanted), "skipped: shared/" + relative + " is absent");
        return wanted;
    }

    private static @Nullable Path find() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("shared/design.md"))) {
                return folder.resolve("shared");
            }
        }
        return null;
    }
}
