package dev.retrace.engine.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A tool that can run the sweep. */
interface Contender {

    String name();

    /** Why it cannot be measured, and what to do; empty if it can. */
    Optional<String> missing();

    /** What is measured of it with so many cells. */
    Set<Operation> operations(int cells);

    /** Makes the folder ready for an operation; not measured. */
    void prepare(Operation operation, Path folder, int cells) throws IOException, InterruptedException;

    /** What is measured, run in the folder. */
    List<String> command(Operation operation, int cells);

    /** Whether a program is on the path. */
    static Optional<String> missing(String program) {
        boolean found = Stream.of(
                        System.getenv().getOrDefault("PATH", "").split(System.getProperty("path.separator"), -1))
                .map(folder -> Path.of(folder, program))
                .anyMatch(Files::isExecutable);
        return found ? Optional.empty() : Optional.of("not installed: apt-get install " + program);
    }
}
