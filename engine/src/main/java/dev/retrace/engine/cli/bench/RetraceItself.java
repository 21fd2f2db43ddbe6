package dev.retrace.engine.cli.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Retrace in fresh JVMs, started as this one was. */
final class RetraceItself implements Contender {

    static final String WORKFLOW = "bench.yaml";
    static final String STORE = "store";

    private static final String TEXT = """
            name: bench
            params:
              cells: 1
            steps:
              source:
                step: write
                with: { text: "four" }
              copies:
                step: append
                inputs: { text: source }
                matrix: { n: { from: 1, to: "${cells}" } }
                with: { line: "${matrix.n}" }
            """;

    @Override
    public String name() {
        return "retrace";
    }

    @Override
    public Optional<String> missing() {
        return Optional.empty();
    }

    @Override
    public Set<Operation> operations(int cells) {
        return EnumSet.allOf(Operation.class);
    }

    @Override
    public void prepare(Operation operation, Path folder, int cells) throws IOException {
        Path store = folder.resolve(STORE);
        if (operation == Operation.COLD) {
            putAside(store);
            Files.writeString(folder.resolve(WORKFLOW), TEXT);
        } else if (operation == Operation.ONE_STALE) {
            try (Stream<Path> records = Files.walk(store.resolve("ac"))) {
                Files.delete(records.filter(Files::isRegularFile).findFirst().orElseThrow());
            }
        }
    }

    /** Kept until the whole folder goes: a disk that is still freeing thousands of files is slow (2.4 became 5.6 s). */
    private static void putAside(Path store) throws IOException {
        if (Files.exists(store)) {
            Files.move(
                    store, Files.createTempDirectory(store.getParent(), "aside").resolve(STORE));
        }
    }

    @Override
    public List<String> command(Operation operation, int cells) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-X")) // an agent that watches this JVM is not for those
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.retrace.engine.cli.Main"));
        if (operation == Operation.REINDEX) {
            command.addAll(List.of("reindex", "--store", STORE));
            return command;
        }
        command.addAll(List.of("run", WORKFLOW, "--store", STORE, "--device", "cpu", "--set", "cells=" + cells));
        if (operation == Operation.PLAN) {
            command.add("--dry-run");
        }
        return command;
    }
}
