package dev.retrace.reports.wholerun;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Where the workflows lie that users run. */
final class ShippedWorkflows {

    private static final String NAME = "workflows";

    private ShippedWorkflows() {}

    /** Their folder, whether a test is started at the root or in its module. */
    static Path folder() {
        Path here = Path.of("").toAbsolutePath();
        Path root = Files.isDirectory(here.resolve(NAME)) ? here : Objects.requireNonNull(here.getParent());
        return root.resolve(NAME);
    }
}
