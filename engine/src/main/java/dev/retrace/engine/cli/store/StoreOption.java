package dev.retrace.engine.cli.store;

import dev.retrace.cache.Store;
import dev.retrace.cache.StoreException;
import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which store a command works on. */
public final class StoreOption {

    private static final String FOLDER = ".retrace";

    @Option(
            names = "--store",
            paramLabel = "DIR",
            description = "The store; else RETRACE_STORE, else .retrace beside the workflow's repository.")
    private @Nullable Path given;

    /** What an option would be that was given this folder; null where none was. */
    public static StoreOption of(@Nullable Path folder) {
        StoreOption option = new StoreOption();
        option.given = folder;
        return option;
    }

    /** The store of a command that has no workflow at hand. */
    public Store open() throws IOException {
        return Store.open(folder(Path.of("").toAbsolutePath()));
    }

    /** The store of a command on a workflow. */
    public Store open(Path workflow) throws IOException {
        Path file = workflow.toAbsolutePath().normalize();
        return Store.open(folder(file.getParent()));
    }

    /** Where the store of a command on a workflow lies, or would lie. */
    public Path folderFor(Path workflow) {
        return folder(workflow.toAbsolutePath().normalize().getParent());
    }

    /** The store of a plan: one that cannot be written will do. */
    public Store openForPlan(Path workflow) throws IOException {
        return writableOrNot(folder(workflow.toAbsolutePath().normalize().getParent()));
    }

    /**
     * The store of a command that only reads and has no workflow at hand; none is made.
     *
     * @throws StepException if there is none
     */
    public Store openForReading() throws IOException {
        Path folder = folder(Path.of("").toAbsolutePath());
        if (!Files.isDirectory(folder)) {
            throw new StepException("there is no store at " + folder
                    + " yet; a run makes it, or name another with --store DIR or RETRACE_STORE");
        }
        return writableOrNot(folder);
    }

    /** The store that a file lies in, unless another was given. */
    public Store openForReadingAround(Path file) throws IOException {
        for (Path folder = file.toAbsolutePath().normalize(); folder != null; folder = folder.getParent()) {
            if (given == null && Files.exists(folder.resolve("store.json"))) {
                return writableOrNot(folder);
            }
        }
        return openForReading();
    }

    private static Store writableOrNot(Path folder) throws IOException {
        try {
            return Store.open(folder);
        } catch (StoreException unwritable) {
            if (!Files.isDirectory(folder)) {
                throw unwritable;
            }
            return Store.openReadOnly(folder);
        }
    }

    private Path folder(@Nullable Path near) {
        String fromEnvironment = System.getenv("RETRACE_STORE");
        if (given != null) {
            return given.toAbsolutePath().normalize();
        } else if (fromEnvironment != null && !fromEnvironment.isBlank()) {
            return Path.of(fromEnvironment).toAbsolutePath().normalize();
        }
        for (Path folder = near; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(".git"))) {
                return folder.resolve(FOLDER);
            }
        }
        return Path.of("").toAbsolutePath().resolve(FOLDER);
    }
}
