package dev.retrace.engine.workflow;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.retrace.engine.step.Source;
import dev.retrace.engine.step.StepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A folder with a workflow file in it, read with {@link ToySteps}. */
final class WorkflowFolder {

    private final Path folder;

    WorkflowFolder(Path folder) {
        this.folder = folder;
    }

    Path file() {
        return folder.resolve("w.yaml");
    }

    Workflow read(String yaml) throws IOException {
        return read(yaml, Overrides.none());
    }

    Workflow read(String yaml, Overrides overrides) throws IOException {
        Files.writeString(file(), yaml);
        return reader().read(file(), overrides);
    }

    /** All that the reader says of a wrong file, which it calls {@code w.yaml}. */
    String refused(String yaml) throws IOException {
        return refused(yaml, Overrides.none());
    }

    String refused(String yaml, Overrides overrides) throws IOException {
        Files.writeString(file(), yaml);
        return refusedAsItIs(overrides);
    }

    String refusedAsItIs(Overrides overrides) {
        String message = assertThrows(WorkflowException.class, () -> reader().read(file(), overrides))
                .getMessage();
        return String.valueOf(message).replace(folder + "/", "");
    }

    static Overrides set(String param, String value) {
        return new Overrides(null, Map.of(param, value));
    }

    private static WorkflowReader reader() {
        return new WorkflowReader(ToySteps.registry(), (location, base) -> {
            Path path = base.resolve(location);
            if (location.contains("missing")) {
                throw new StepException("there is no '" + location + "'; check the path");
            }
            return new Source(location, path, new TreeMap<>(Map.of("", "0".repeat(64))));
        });
    }
}
